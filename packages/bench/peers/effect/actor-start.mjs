// A fiber with a mailbox is forked and asked, and interrupted.

import { Effect, Fiber, Queue } from "effect";
import { fragile, hello } from "./fragile.mjs";

const program = (size) =>
  Effect.gen(function* () {
    let answers = 0;
    for (let n = 0; n < size; n++) {
      const mailbox = yield* Queue.unbounded();
      const fiber = yield* Effect.forkChild(fragile(mailbox));
      answers += yield* hello(mailbox);
      yield* Fiber.interrupt(fiber);
    }
    return answers;
  });

export default (size) => Effect.runPromise(program(size));
