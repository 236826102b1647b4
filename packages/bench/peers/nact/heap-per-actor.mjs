// An actor with state waits for a message.

import { dispatch, spawn, start, stop } from "nact";

export default async function idle(size) {
  const system = start();
  let ended = 0;
  let allEnded;
  const done = new Promise((resolve) => {
    allEnded = resolve;
  });
  function small({ told }, _message, ctx) {
    stop(ctx.self);
    if (++ended === size) allEnded();
    return { told: told + 1 };
  }
  const actors = Array.from({ length: size }, (_, n) =>
    spawn(system, small, `small-${n}`, { initialStateFunc: () => ({ told: 0 }) }),
  );
  return async () => {
    for (const actor of actors) dispatch(actor, {});
    await done;
    stop(system);
    return ended;
  };
}
