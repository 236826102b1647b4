// The rows of threads for any pool: `run(name, argument)` resolves with what the function of that name returns.

import { CUT, roundsOf } from "./functions.mjs";

const FLIGHT = 1000;

export async function job(run, size) {
  let sum = 0;
  for (let n = 0; n < size; n++) sum += await run("echo", n);
  return sum;
}

/** Keeps 1,000 under way. */
export async function jobsInFlight(run, size) {
  let [next, sum] = [0, 0];
  const line = async () => {
    while (next < size) {
      const value = await run("echo", next++);
      sum += value; // not in one statement: others add while this one waits
    }
  };
  await Promise.all(Array.from({ length: FLIGHT }, line));
  return sum;
}

/** Sends an object of four fields and takes it back, one after the other. */
export async function objects(run, size) {
  let sum = 0;
  for (let n = 0; n < size; n++) sum += (await run("echo", { id: n, name: "an order", paid: true, price: 12.5 })).id;
  return sum;
}

/** Cuts into leaves here, since jobs of these pools make no jobs. */
export async function fib(run, n) {
  if (n < CUT) return run("fib", n);
  const [left, right] = await Promise.all([fib(run, n - 1), fib(run, n - 2)]);
  return left + right;
}

export async function skewed(run, size) {
  const ends = await Promise.all(Array.from({ length: size }, (_, n) => run("spin", roundsOf(n))));
  return ends.reduce((sum, one) => sum + one, 0);
}
