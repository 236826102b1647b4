// Actors are made from transitions. An event is handled while it is sent, so the source need not pause between rounds.

import { createActor, fromTransition } from "xstate";

const counter = fromTransition(
  ({ left, sum, done }, { count }) => {
    if (left === 1) done(sum + count);
    return { left: left - 1, sum: sum + count, done };
  },
  ({ input }) => ({ ...input, sum: 0 }),
);

const target = fromTransition(
  (context) => {
    const { rounds, counter } = context;
    const count = context.count + 1;
    if (count === rounds) counter.send({ type: "add", count });
    return { rounds, counter, count };
  },
  ({ input }) => ({ ...input, count: 0 }),
);

const source = fromTransition(
  (targets) => {
    for (const each of targets) each.send({ type: "message" });
    return targets;
  },
  ({ input }) => input,
);

export default (size, count) =>
  new Promise((done) => {
    const input = { rounds: size, counter: createActor(counter, { input: { left: count, done } }).start() };
    const targets = Array.from({ length: count }, () => createActor(target, { input }).start());
    const actor = createActor(source, { input: targets }).start();
    for (let round = 0; round < size; round++) actor.send({ type: "round" });
  });
