// An ask is a request with a Deferred for its answer, which is waited for with a time limit.

import { Deferred, Effect, Fiber, Queue } from "effect";

const layout = (requests) =>
  Effect.gen(function* () {
    for (;;) {
      const { width, reply } = yield* Queue.take(requests);
      yield* Deferred.succeed(reply, width);
    }
  });

const ask = (requests, width) =>
  Effect.gen(function* () {
    const reply = yield* Deferred.make();
    yield* Queue.offer(requests, { width, reply });
    return yield* Deferred.await(reply);
  }).pipe(Effect.timeout("5 seconds"));

const script = (requests, size) =>
  Effect.gen(function* () {
    let sum = 0;
    for (let width = 0; width < size; width++) sum += yield* ask(requests, width);
    return sum;
  });

const program = (size) =>
  Effect.gen(function* () {
    const requests = yield* Queue.unbounded();
    yield* Effect.forkChild(layout(requests));
    return yield* Fiber.join(yield* Effect.forkChild(script(requests, size)));
  });

export default (size) => Effect.runPromise(program(size));
