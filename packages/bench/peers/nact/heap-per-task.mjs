// A task is an actor, waiting for a message.

import { dispatch, spawnStateless, start, stop } from "nact";

export default async function idle(size) {
  const system = start();
  let ended = 0;
  let allEnded;
  const done = new Promise((resolve) => {
    allEnded = resolve;
  });
  function task(_message, ctx) {
    stop(ctx.self);
    if (++ended === size) allEnded();
  }
  const actors = Array.from({ length: size }, (_, n) => spawnStateless(system, task, `task-${n}`));
  return async () => {
    for (const actor of actors) dispatch(actor, {});
    await done;
    stop(system);
    return ended;
  };
}
