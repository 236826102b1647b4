// A task is a fiber; it yields by Effect.yieldNow.

import { Effect, Fiber } from "effect";

const task = (times) =>
  Effect.gen(function* () {
    let yields = 0;
    for (; yields < times; yields++) yield* Effect.yieldNow;
    return yields;
  });

const program = (size, tasks) =>
  Effect.gen(function* () {
    const fibers = [];
    for (let n = 0; n < tasks; n++) fibers.push(yield* Effect.forkChild(task(size)));
    const counts = yield* Fiber.joinAll(fibers);
    return counts.reduce((sum, count) => sum + count, 0);
  });

export default (size, tasks) => Effect.runPromise(program(size, tasks));
