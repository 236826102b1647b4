// An actor is a fiber with a Queue as mailbox; the fibers are interrupted when the program ends, as its children.

import { Effect, Fiber, Queue } from "effect";

const counter = (mailbox, size) =>
  Effect.gen(function* () {
    let count = 0;
    while (count < size) count += yield* Queue.take(mailbox);
    return count;
  });

const small = (mailbox, counts) =>
  Effect.gen(function* () {
    for (let told = 1; ; told++) {
      yield* Queue.take(mailbox);
      yield* Queue.offer(counts, told);
    }
  });

const program = (size) =>
  Effect.gen(function* () {
    const counts = yield* Queue.unbounded();
    const counting = yield* Effect.forkChild(counter(counts, size));
    const mailboxes = [];
    for (let n = 0; n < size; n++) {
      const mailbox = yield* Queue.unbounded();
      yield* Effect.forkChild(small(mailbox, counts));
      mailboxes.push(mailbox);
    }
    for (const mailbox of mailboxes) yield* Queue.offer(mailbox, "hello");
    return yield* Fiber.join(counting);
  });

export default (size) => Effect.runPromise(program(size));
