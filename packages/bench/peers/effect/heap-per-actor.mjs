// An actor is a fiber with a Queue as mailbox, waiting for a message.

import { Effect, Queue } from "effect";

const small = (mailbox, answer) =>
  Effect.gen(function* () {
    let told = 0;
    yield* Queue.take(mailbox);
    told++;
    answer(told);
  });

export default async function idle(size) {
  let ended = 0;
  const answer = (told) => {
    ended += told;
  };
  const mailboxes = [];
  for (let n = 0; n < size; n++) {
    const mailbox = Effect.runSync(Queue.unbounded());
    Effect.runFork(small(mailbox, answer));
    mailboxes.push(mailbox);
  }
  await Effect.runPromise(Effect.yieldNow);
  return async () => {
    for (const mailbox of mailboxes) Effect.runSync(Queue.offer(mailbox, "open"));
    await new Promise(setImmediate);
    return ended;
  };
}
