// An actor is a fiber with a Queue as mailbox. The source is suspended from time to time, as every fiber is.

import { Effect, Fiber, Queue } from "effect";

const target = (mailbox, counts, rounds) =>
  Effect.gen(function* () {
    let count = 0;
    while (count < rounds) {
      yield* Queue.take(mailbox);
      count++;
    }
    yield* Queue.offer(counts, count);
  });

const source = (mailboxes, rounds) =>
  Effect.gen(function* () {
    for (let round = 0; round < rounds; round++) {
      for (const mailbox of mailboxes) yield* Queue.offer(mailbox, "message");
      yield* Effect.yieldNow;
    }
  });

const counter = (counts, left) =>
  Effect.gen(function* () {
    let sum = 0;
    for (let n = 0; n < left; n++) sum += yield* Queue.take(counts);
    return sum;
  });

const program = (rounds, count) =>
  Effect.gen(function* () {
    const counts = yield* Queue.unbounded();
    const counting = yield* Effect.forkChild(counter(counts, count));
    const mailboxes = [];
    for (let n = 0; n < count; n++) {
      const mailbox = yield* Queue.unbounded();
      yield* Effect.forkChild(target(mailbox, counts, rounds));
      mailboxes.push(mailbox);
    }
    yield* Effect.forkChild(source(mailboxes, rounds));
    return yield* Fiber.join(counting);
  });

export default (size, count) => Effect.runPromise(program(size, count));
