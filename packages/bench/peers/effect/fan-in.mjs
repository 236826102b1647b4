// Senders and receiver are fibers, the mailbox is an unbounded Queue.

import { Effect, Fiber, Queue } from "effect";

const sender = (messages, size) =>
  Effect.gen(function* () {
    for (let n = 0; n < size; n++) yield* Queue.offer(messages, n);
  });

const receiver = (messages, count) =>
  Effect.gen(function* () {
    let sum = 0;
    for (let n = 0; n < count; n++) sum += yield* Queue.take(messages);
    return sum;
  });

const program = (size, senders) =>
  Effect.gen(function* () {
    const messages = yield* Queue.unbounded();
    for (let n = 0; n < senders; n++) yield* Effect.forkChild(sender(messages, size));
    return yield* Fiber.join(yield* Effect.forkChild(receiver(messages, senders * size)));
  });

export default (size, senders) => Effect.runPromise(program(size, senders));
