// Each sender tells all its messages from one handler; the mailbox of the receiver is unbounded. They have a scheduler of their own,
// with which they are collected.

import { defineActor, spawn } from "@mailslot/actor";
import { createScheduler, oneshot } from "@mailslot/core";

const Receiver = defineActor("receiver", {
  state: (left, done) => ({ left, done, sum: 0 }),
  receive: {
    message(ctx, n) {
      const { state } = ctx;
      state.sum += n;
      if (--state.left === 0) state.done.send(state.sum);
    },
  },
});

const Sender = defineActor("sender", {
  receive: {
    start(_ctx, receiver, size) {
      for (let n = 0; n < size; n++) receiver.tell.message(n);
    },
  },
});

export default async function actorFanIn(size, senders) {
  return await createScheduler().go(function* main() {
    const done = oneshot();
    const receiver = spawn(Receiver, senders * size, done);
    for (let n = 0; n < senders; n++) spawn(Sender).tell.start(receiver, size);
    return yield* done;
  });
}
