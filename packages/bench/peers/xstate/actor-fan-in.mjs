// Senders and receiver are actors made from transitions; an actor's mailbox is unbounded.

import { createActor, fromTransition } from "xstate";

const receiver = fromTransition(
  ({ left, sum, done }, { n }) => {
    if (left === 1) done(sum + n);
    return { left: left - 1, sum: sum + n, done };
  },
  ({ input }) => ({ ...input, sum: 0 }),
);

const sender = fromTransition(
  (context) => {
    const { receiver, size } = context;
    for (let n = 0; n < size; n++) receiver.send({ type: "message", n });
    return context;
  },
  ({ input }) => input,
);

export default (size, senders) =>
  new Promise((done) => {
    const target = createActor(receiver, { input: { left: senders * size, done } }).start();
    const input = { receiver: target, size };
    const actors = Array.from({ length: senders }, () => createActor(sender, { input }).start());
    for (const actor of actors) actor.send({ type: "start" });
  });
