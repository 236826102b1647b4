// A oneshot is a Deferred, a task a detached fiber, as Tokio's tasks are detached.

import { Deferred, Effect } from "effect";

const pong = (first, second) =>
  Effect.gen(function* () {
    yield* Deferred.await(first);
    yield* Deferred.succeed(second, undefined);
  });

const ping = (ended) =>
  Effect.gen(function* () {
    const first = yield* Deferred.make();
    const second = yield* Deferred.make();
    yield* Effect.forkDetach(pong(first, second));
    yield* Deferred.succeed(first, undefined);
    yield* Deferred.await(second);
    yield* ended;
  });

const program = (size) =>
  Effect.gen(function* () {
    const done = yield* Deferred.make();
    let count = 0;
    const ended = Effect.suspend(() => (++count === size ? Deferred.succeed(done, count) : Effect.void));
    yield* Effect.forkDetach(
      Effect.gen(function* () {
        for (let n = 0; n < size; n++) yield* Effect.forkDetach(ping(ended));
      }),
    );
    return yield* Deferred.await(done);
  });

export default (size) => Effect.runPromise(program(size));
