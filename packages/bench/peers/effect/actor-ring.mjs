// An actor is a fiber with a Queue as mailbox; each offers the number of hops to the next.

import { Deferred, Effect, Queue } from "effect";

const member = (mailbox, next, size, done) =>
  Effect.gen(function* () {
    for (;;) {
      const hops = yield* Queue.take(mailbox);
      if (hops === size) yield* Deferred.succeed(done, hops);
      else yield* Queue.offer(next, hops + 1);
    }
  });

const program = (size, count) =>
  Effect.gen(function* () {
    const done = yield* Deferred.make();
    const mailboxes = [];
    for (let n = 0; n < count; n++) mailboxes.push(yield* Queue.unbounded());
    for (let n = 0; n < count; n++) {
      yield* Effect.forkChild(member(mailboxes[n], mailboxes[(n + 1) % count], size, done));
    }
    yield* Queue.offer(mailboxes[0], 0);
    return yield* Deferred.await(done);
  });

export default (size, count) => Effect.runPromise(program(size, count));
