// An actor starts with its first message and is stopped when it has ended. Names are given, as random ones collide.

import { dispatch, spawnStateless, start, stop } from "nact";

export default async function spawnMany(size) {
  const system = start();
  let ended = 0;
  await new Promise((done) => {
    function task(_message, ctx) {
      stop(ctx.self);
      if (++ended === size) done();
    }
    for (let n = 0; n < size; n++) dispatch(spawnStateless(system, task, `task-${n}`), {});
  });
  stop(system);
  return ended;
}
