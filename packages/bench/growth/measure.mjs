// Measures how the cost of an operation grows with the number of members: for n, 4n and 16n of them, in processor time.
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc");

const FACTORS = [1, 4, 16];
const ROUNDS = 3;

/**
 * The most that an exponent may be before the check fails: 1 is in proportion, a square is 2. The aim is 1.15 for every row.
 * Members that outgrow the young generation are copied by the collector, which took up to two thirds of the time of intervals, so
 * bench.mjs makes it large. Those that no longer fit into the processor's caches add up to 0.2 on a busy machine.
 */
export const MOST = 1.3;

/** Answers the exponent of `row`; one that is too high is measured again, for another program may have been in the way. */
export async function growth(row, size) {
  let best = null;
  for (let attempt = 0; attempt < 4; attempt++) {
    const times = await timesOf(row, size);
    const exponent = Math.log(times[2] / times[0]) / Math.log(16);
    if (best === null || exponent < best.exponent) best = { exponent, times };
    if (best.exponent <= MOST) break;
  }
  return best;
}

async function timesOf({ run }, size) {
  const times = FACTORS.map(() => Number.POSITIVE_INFINITY);
  for (let round = 0; round < ROUNDS; round++) {
    for (const [index, factor] of FACTORS.entries()) {
      // As often as makes the members of all sizes the same number, so that each is measured for as long.
      const repeats = 16 / factor;
      collect();
      const start = process.cpuUsage();
      for (let n = 0; n < repeats; n++) await run(size * factor);
      const { user, system } = process.cpuUsage(start);
      times[index] = Math.min(times[index], (user + system) / repeats);
    }
  }
  return times;
}
