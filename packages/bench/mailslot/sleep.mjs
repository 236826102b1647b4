// One task sleeps, again and again, without a task per sleep. The others are tasks that sleep, started by the first round.

import { go, sleep } from "@mailslot/core";
import { timerDelay } from "../harness/catalogue.mjs";

let live = 0;

export default async function sleepBeside(size, others) {
  for (; live < others; live++) {
    const delay = timerDelay(live);
    go(() => sleep(delay));
  }
  return await go(function* sleeper() {
    let slept = 0;
    for (; slept < size; slept++) yield* sleep(1);
    return slept;
  });
}
