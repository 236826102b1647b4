// Actors are made from transitions, each started by itself. They need not be stopped: an actor without a reference is collected.

import { createActor, fromTransition } from "xstate";

const counter = fromTransition(
  ({ size, count, done }) => {
    if (count + 1 === size) done(count + 1);
    return { size, count: count + 1, done };
  },
  ({ input }) => ({ ...input, count: 0 }),
);

const small = fromTransition(
  ({ counter, told }) => {
    counter.send({ type: "one" });
    return { counter, told: told + 1 };
  },
  ({ input }) => ({ counter: input, told: 0 }),
);

export default (size) =>
  new Promise((done) => {
    const input = createActor(counter, { input: { size, done } }).start();
    const actors = [];
    for (let n = 0; n < size; n++) actors.push(createActor(small, { input }).start());
    for (const actor of actors) actor.send({ type: "hello" });
  });
