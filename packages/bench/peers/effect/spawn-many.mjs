// What block_on is in Tokio's benchmark, runPromise is here: it forks, and the scheduler runs what was forked.
// Effect.runFork would not do, as it runs the effect on the spot.

import { Deferred, Effect } from "effect";

const program = (size) =>
  Effect.gen(function* () {
    const done = yield* Deferred.make();
    let ended = 0;
    const task = Effect.suspend(() => (++ended === size ? Deferred.succeed(done, ended) : Effect.void));
    for (let n = 0; n < size; n++) yield* Effect.forkDetach(task);
    return yield* Deferred.await(done);
  });

export default (size) => Effect.runPromise(program(size));
