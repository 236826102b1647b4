// A stateful actor whose state is the function that handles messages.

import { dispatch, spawn as spawnActor, start, stop as stopActor } from "nact";

let system;
let named = 0; // names that nact makes are random numbers, and meet

const behaviour = (make) => (state, message, ctx) => {
  const handle = state ?? make(ctx.self);
  handle(message);
  return handle;
};

/** @type {import("../../savina/programs.mjs").Library} */
export const library = {
  spawn: (make) => spawnActor(system, behaviour(make), `actor-${named++}`),
  tell: dispatch,
  stop: stopActor,
  async run(program) {
    system = start();
    const result = await new Promise(program);
    stopActor(system);
    return result;
  },
};
