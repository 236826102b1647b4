// Names are given, as random ones collide. Stopping the system stops all.

import { dispatch, spawn, start, stop } from "nact";

const counter = (size, done) => (count) => {
  if (count + 1 === size) done(count + 1);
  return count + 1;
};

const small = (counterActor) => (told) => {
  dispatch(counterActor, {});
  return told + 1;
};

export default async function spawnAll(size) {
  const system = start();
  const count = await new Promise((done) => {
    const behaviour = small(spawn(system, counter(size, done), "counter", { initialState: 0 }));
    const actors = [];
    for (let n = 0; n < size; n++) actors.push(spawn(system, behaviour, `small-${n}`, { initialState: 0 }));
    for (const actor of actors) dispatch(actor, {});
  });
  stop(system);
  return count;
}
