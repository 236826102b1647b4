// A task is a fiber, waiting for one Deferred that all share.

import { Deferred, Effect } from "effect";

export default async function idle(size) {
  const gate = Deferred.makeUnsafe();
  let ended = 0;
  const task = Effect.gen(function* () {
    yield* Deferred.await(gate);
    ended++;
  });
  for (let n = 0; n < size; n++) Effect.runFork(task);
  await Effect.runPromise(Effect.yieldNow);
  return async () => {
    await Effect.runPromise(Deferred.succeed(gate, undefined));
    await new Promise(setImmediate);
    return ended;
  };
}
