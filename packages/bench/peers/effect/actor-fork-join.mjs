// As Effect has it: a fiber forks its two children and joins them.

import { Effect, Fiber } from "effect";

const node = (depth) =>
  Effect.gen(function* () {
    if (depth === 0) return 1;
    const left = yield* Effect.forkChild(node(depth - 1));
    const right = yield* Effect.forkChild(node(depth - 1));
    return 1 + (yield* Fiber.join(left)) + (yield* Fiber.join(right));
  });

export default (depth) => Effect.runPromise(node(depth));
