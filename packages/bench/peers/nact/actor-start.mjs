// An actor is spawned, queried, and stopped, since the system would keep it.

import { dispatch, query, spawn, start, stop } from "nact";

const LIMIT_MS = 5_000;

const fragile = (calls, _message, ctx) => {
  dispatch(ctx.sender, calls + 1);
  return calls + 1;
};

export default async function startOne(size) {
  const system = start();
  let answers = 0;
  for (let n = 0; n < size; n++) {
    const actor = spawn(system, fragile, `fragile-${n}`, { initialState: 0 });
    answers += await query(actor, "hello", LIMIT_MS);
    stop(actor);
  }
  stop(system);
  return answers;
}
