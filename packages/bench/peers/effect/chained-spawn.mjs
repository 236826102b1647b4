// Each fiber forks the next one detached, since a child would be interrupted when its parent ends.

import { Deferred, Effect } from "effect";

const link = (n, depth, done) =>
  Effect.gen(function* () {
    if (n === 0) yield* Deferred.succeed(done, depth);
    else yield* Effect.forkDetach(link(n - 1, depth + 1, done));
  });

const program = (size) =>
  Effect.gen(function* () {
    const done = yield* Deferred.make();
    yield* Effect.forkDetach(link(size, 0, done));
    return yield* Deferred.await(done);
  });

export default (size) => Effect.runPromise(program(size));
