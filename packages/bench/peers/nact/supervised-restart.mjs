// onCrash resets the actor, whose reference stays; a query waits in the mailbox meanwhile.

import { dispatch, query, spawn, start, stop } from "nact";

const LIMIT_MS = 5_000;

const fragile = (calls, message, ctx) => {
  if (message === "crash") throw new Error("told to crash");
  dispatch(ctx.sender, calls + 1);
  return calls + 1;
};

const onCrash = (_message, _error, ctx) => ctx.reset;

export default async function restart(size) {
  const system = start();
  const actor = spawn(system, fragile, "fragile", { initialState: 0, onCrash });
  let answers = 0;
  for (let n = 0; n < size; n++) {
    dispatch(actor, "crash");
    answers += await query(actor, "hello", LIMIT_MS);
  }
  stop(system);
  return answers;
}
