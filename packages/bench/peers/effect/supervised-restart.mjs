// Effect.retry starts an effect again whenever it fails. The mailbox outlives that, so an ask waits in it meanwhile.

import { Effect, Queue, Schedule } from "effect";
import { fragile, hello } from "./fragile.mjs";

const program = (size) =>
  Effect.gen(function* () {
    const mailbox = yield* Queue.unbounded();
    yield* Effect.forkChild(Effect.retry(fragile(mailbox), Schedule.forever));
    let answers = 0;
    for (let n = 0; n < size; n++) {
      yield* Queue.offer(mailbox, "crash");
      answers += yield* hello(mailbox);
    }
    return answers;
  });

export default (size) => Effect.runPromise(program(size));
