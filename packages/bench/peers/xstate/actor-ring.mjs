// Members are actors made from transitions. An event is handled while it is sent, and one that reaches an actor which is
// still at the event before waits for it: so the ring nests once around.

import { createActor, fromTransition } from "xstate";

const member = fromTransition(
  (context, event) => {
    if (event.type === "join") return { ...context, next: event.next };
    const { size, done, next } = context;
    if (event.hops === size) done(event.hops);
    else next.send({ type: "hop", hops: event.hops + 1 });
    return context;
  },
  ({ input }) => ({ ...input, next: null }),
);

export default (size, count) =>
  new Promise((done) => {
    const members = Array.from({ length: count }, () => createActor(member, { input: { size, done } }).start());
    members.forEach((actor, n) => {
      actor.send({ type: "join", next: members[(n + 1) % count] });
    });
    members[0].send({ type: "hop", hops: 0 });
  });
