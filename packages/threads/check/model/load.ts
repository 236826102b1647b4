/** What the model runs: trees of jobs, each with the time that its body takes. */

/** A job of the model. */
export interface Work {
  /** What its body takes, in nanoseconds, beside what it makes. */
  readonly ns: number;
  /** How many jobs it makes, and waits for. */
  readonly makes: number;
  /** Whether these are forks. */
  readonly forks: boolean;
  child(n: number): Work;
}

export interface Load {
  readonly name: string;
  /** Whether the calling thread makes the jobs; else a worker does. */
  readonly byCaller: boolean;
  readonly root: Work;
}

const CALL = 3.5; // what a call of fib takes
const CUT = 18;

/** Fib of `n` as the row `fib` has it: cut where the rest is done in one piece. */
export function fibLoad(n: number): Load {
  return { name: `fib(${n})`, byCaller: false, root: fibWork(n) };
}

function fibWork(n: number): Work {
  if (n < CUT) return leaf(callsOf(n) * CALL);
  return { ns: 0, makes: 2, forks: true, child: (which) => fibWork(n - 1 - which) };
}

function callsOf(n: number): number {
  let [last, next] = [1, 1];
  for (let at = 2; at <= n; at++) [last, next] = [next, last + next + 1];
  return next;
}

/** Jobs whose lengths follow a power law with an index of 1.5, made on one worker, as the row `skewed` has them. */
export function skewedLoad(count: number, mean: number): Load {
  return many(`power law, mean ${mean / 1_000} µs`, count, false, (n) => {
    const uniform = ((n * 7_919) % 10_007) / 10_007;
    return Math.min(50 * mean, (mean / 2.8) * (1 - uniform) ** (-1 / 1.5));
  });
}

/** Jobs of one length, made by the calling thread. */
export function evenLoad(count: number, ns: number): Load {
  return many(`independent, ${ns / 1_000} µs`, count, true, () => ns);
}

function many(name: string, count: number, byCaller: boolean, nsOf: (n: number) => number): Load {
  return { name, byCaller, root: { ns: 0, makes: count, forks: false, child: (n) => leaf(nsOf(n)) } };
}

function leaf(ns: number): Work {
  return { ns, makes: 0, forks: false, child: () => leaf(0) };
}
