// A bounded Queue suspends the fiber that offers to it when it is full.

import { Effect, Fiber, Queue } from "effect";

const producer = (messages, size) =>
  Effect.gen(function* () {
    for (let n = 0; n < size; n++) yield* Queue.offer(messages, n);
  });

const consumer = (messages, size) =>
  Effect.gen(function* () {
    let sum = 0;
    for (let n = 0; n < size; n++) sum += yield* Queue.take(messages);
    return sum;
  });

const program = (size, capacity) =>
  Effect.gen(function* () {
    const messages = yield* Queue.bounded(capacity);
    yield* Effect.forkChild(producer(messages, size));
    return yield* Fiber.join(yield* Effect.forkChild(consumer(messages, size)));
  });

export default (size, capacity) => Effect.runPromise(program(size, capacity));
