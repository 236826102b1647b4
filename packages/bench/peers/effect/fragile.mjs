// The actor of actor-start and supervised-restart: a fiber with a Queue as mailbox. It answers, and fails when told to.

import { Deferred, Effect, Queue } from "effect";

export const fragile = (mailbox) =>
  Effect.gen(function* () {
    for (let calls = 1; ; calls++) {
      const message = yield* Queue.take(mailbox);
      if (message === "crash") return yield* Effect.fail(new Error("told to crash"));
      yield* Deferred.succeed(message.reply, calls);
    }
  });

export const hello = (mailbox) =>
  Effect.gen(function* () {
    const reply = yield* Deferred.make();
    yield* Queue.offer(mailbox, { reply });
    return yield* Deferred.await(reply);
  }).pipe(Effect.timeout("5 seconds"));
