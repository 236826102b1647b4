// Senders and receiver are actors made from callbacks; an actor's mailbox is unbounded.

import { createActor, fromCallback } from "xstate";

const sender = fromCallback(({ receive, input: { receiver, size } }) => {
  receive(() => {
    for (let n = 0; n < size; n++) receiver.send({ type: "message", n });
  });
});

const receiver = fromCallback(({ receive, input: { count, done } }) => {
  let sum = 0;
  let left = count;
  receive(({ n }) => {
    sum += n;
    if (--left === 0) done(sum);
  });
});

export default (size, senders) =>
  new Promise((done) => {
    const target = createActor(receiver, { input: { count: senders * size, done } }).start();
    const input = { receiver: target, size };
    const actors = Array.from({ length: senders }, () => createActor(sender, { input }).start());
    for (const actor of actors) actor.send({ type: "start" });
  });
