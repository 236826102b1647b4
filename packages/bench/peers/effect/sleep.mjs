// One fiber sleeps, again and again. The others are fibers that sleep, started by the first round.

import { Effect } from "effect";
import { timerDelay } from "../../harness/catalogue.mjs";

let live = 0;

export default async function sleepBeside(size, others) {
  for (; live < others; live++) Effect.runFork(Effect.sleep(timerDelay(live)));
  return await Effect.runPromise(
    Effect.gen(function* () {
      let slept = 0;
      for (; slept < size; slept++) yield* Effect.sleep(1);
      return slept;
    }),
  );
}
