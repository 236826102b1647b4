// setTimeout, awaited. The others are timers of the platform, started by the first round.

import { timerDelay } from "../../harness/catalogue.mjs";

const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

let live = 0;

export default async function sleepBeside(size, others) {
  for (; live < others; live++) setTimeout(() => {}, timerDelay(live));
  let slept = 0;
  for (; slept < size; slept++) await sleep(1);
  return slept;
}
