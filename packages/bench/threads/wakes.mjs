// Wake-ups one at a time: what waits is told to go on, and tells by a clock that all threads share when it did.

import { setTimeout as sleep } from "node:timers/promises";

/** The median of `size` wake-ups; before each, what waits has had time to park. `wake` resolves with when it went on. */
export async function parked(wake, size) {
  const times = [];
  for (let n = 0; n < size; n++) {
    await sleep(2);
    times.push(await timed(wake));
  }
  return medianOf(times);
}

/** The same, one straight after the other, so that what waits still spins. */
export async function spinning(wake, size) {
  const times = [];
  for (let n = 0; n < size; n++) times.push(await timed(wake));
  return medianOf(times);
}

async function timed(wake) {
  const told = process.hrtime.bigint();
  return Number((await wake()) - told);
}

/** What a round of the kind "own" answers. */
export function medianOf(times) {
  const ns = times.toSorted((a, b) => a - b)[times.length >> 1];
  return { ns, ops: 1 };
}
