// raceFirst interrupts the one that lost; a take that is interrupted takes nothing.

import { Effect, Queue } from "effect";

const takeFrom = (queue) => Effect.map(Queue.take(queue), (value) => ({ queue, value }));

const program = (size) =>
  Effect.gen(function* () {
    const a = yield* Queue.bounded(1);
    const b = yield* Queue.bounded(1);
    yield* Queue.offer(a, 1);
    yield* Queue.offer(b, 1);
    const either = Effect.raceFirst(takeFrom(a), takeFrom(b));
    let sum = 0;
    for (let n = 0; n < size; n++) {
      const { queue, value } = yield* either;
      sum += value;
      yield* Queue.offer(queue, value);
    }
    return sum;
  });

export default (size) => Effect.runPromise(program(size));
