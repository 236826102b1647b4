// As the documentation has it: a fiber per task, a Queue as mailbox, a Deferred in each request for its answer.

import { Deferred, Effect, Fiber, Queue } from "effect";

const layout = (requests) =>
  Effect.gen(function* () {
    for (;;) {
      const { width, reply } = yield* Queue.take(requests);
      yield* Deferred.succeed(reply, width);
    }
  });

const script = (requests, size) =>
  Effect.gen(function* () {
    let sum = 0;
    for (let width = 0; width < size; width++) {
      const reply = yield* Deferred.make();
      yield* Queue.offer(requests, { width, reply });
      sum += yield* Deferred.await(reply);
    }
    return sum;
  });

const program = (size) =>
  Effect.gen(function* () {
    const requests = yield* Queue.unbounded();
    yield* Effect.forkChild(layout(requests));
    return yield* Fiber.join(yield* Effect.forkChild(script(requests, size)));
  });

export default (size) => Effect.runPromise(program(size));
