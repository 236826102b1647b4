// An actor is a fiber with a Queue as mailbox and its state in local variables. The request carries the Queue of the answer.

import { Effect, Fiber, Queue } from "effect";

const layout = (requests) =>
  Effect.gen(function* () {
    for (;;) {
      const { width, replyTo } = yield* Queue.take(requests);
      yield* Queue.offer(replyTo, width);
    }
  });

const script = (mailbox, requests, size) =>
  Effect.gen(function* () {
    let sum = 0;
    for (let width = 0; width < size; width++) {
      yield* Queue.offer(requests, { width, replyTo: mailbox });
      sum += yield* Queue.take(mailbox);
    }
    return sum;
  });

const program = (size) =>
  Effect.gen(function* () {
    const requests = yield* Queue.unbounded();
    const mailbox = yield* Queue.unbounded();
    yield* Effect.forkChild(layout(requests));
    return yield* Fiber.join(yield* Effect.forkChild(script(mailbox, requests, size)));
  });

export default (size) => Effect.runPromise(program(size));
