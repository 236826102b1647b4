// The source dispatches the next round to itself, so the others may run in between.

import { dispatch, spawn, start, stop } from "nact";

const counter =
  (count, done) =>
  ({ answered, sum }, message) => {
    if (answered + 1 === count) done(sum + message.count);
    return { answered: answered + 1, sum: sum + message.count };
  };

const target = (rounds, counterActor) => (before) => {
  const count = before + 1;
  if (count === rounds) dispatch(counterActor, { count });
  return count;
};

const source = (targets) => (rounds, message, ctx) => {
  for (const each of targets) dispatch(each, {});
  if (message.left > 1) dispatch(ctx.self, { left: message.left - 1 });
  return rounds + 1;
};

export default async function fanOut(size, count) {
  const system = start();
  const sum = await new Promise((done) => {
    const initialState = { answered: 0, sum: 0 };
    const counterActor = spawn(system, counter(count, done), "counter", { initialState });
    const behaviour = target(size, counterActor);
    const targets = Array.from({ length: count }, (_, n) =>
      spawn(system, behaviour, `target-${n}`, { initialState: 0 }),
    );
    dispatch(spawn(system, source(targets), "source", { initialState: 0 }), { left: size });
  });
  stop(system);
  return sum;
}
