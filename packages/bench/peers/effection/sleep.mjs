// One task sleeps, again and again. The others are tasks that sleep, started by the first round.

import { run, sleep } from "effection";
import { timerDelay } from "../../harness/catalogue.mjs";

let live = 0;

export default async function sleepBeside(size, others) {
  for (; live < others; live++) {
    const delay = timerDelay(live);
    run(() => sleep(delay));
  }
  return await run(function* sleeper() {
    let slept = 0;
    for (; slept < size; slept++) yield* sleep(1);
    return slept;
  });
}
