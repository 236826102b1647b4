// An actor spawns its two children below itself, and stops when it has answered; a child ends with its parent.

import { dispatch, spawn, start, stop } from "nact";

const initialState = { missing: 2, sum: 1 };

function node(state, message, ctx) {
  if (message.depth === undefined) {
    const next = { missing: state.missing - 1, sum: state.sum + message.sum };
    if (next.missing === 0) answer(next, ctx);
    return next;
  }
  if (message.depth === 0) answer(state, ctx);
  else for (const name of ["left", "right"]) fork(ctx.self, name, message.depth - 1);
  return state;
}

const fork = (parent, name, depth) => dispatch(spawn(parent, node, name, { initialState }), { depth });

function answer({ sum }, ctx) {
  dispatch(ctx.parent, { sum });
  stop(ctx.self);
}

export default async function forkJoin(depth) {
  const system = start();
  const sum = await new Promise((done) => {
    const root = spawn(system, (_state, message) => done(message.sum), "root");
    fork(root, "node", depth);
  });
  stop(system);
  return sum;
}
