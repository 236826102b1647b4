// query, with the time limit it asks for.

import { dispatch, query, spawn, start, stop } from "nact";

const LIMIT_MS = 5_000;

const layout = (calls, { width }, ctx) => {
  dispatch(ctx.sender, width);
  return calls + 1;
};

export default async function ask(size) {
  const system = start();
  const actor = spawn(system, layout, "layout", { initialState: 0 });
  let sum = 0;
  for (let width = 0; width < size; width++) sum += await query(actor, { width }, LIMIT_MS);
  stop(system);
  return sum;
}
