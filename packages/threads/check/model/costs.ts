/**
 * What each step costs in the model, in nanoseconds. From the rows `jobs-in-flight`, `jobs-one-worker`, `fib` and `wake-parked` of the
 * benchmarks on two cores of an AMD EPYC, rounded, and shared out among the steps; a machine of another kind has others.
 */

export interface Costs {
  /** Making a job, with its promise. */
  readonly make: number;
  /** Running one where it was made, and settling it. */
  readonly runOwn: number;
  /** Writing a job into a block, and its hint into the ring. */
  readonly show: number;
  /** Reading a job of another thread out of its block. */
  readonly begin: number;
  /** Writing a result, and telling of it. */
  readonly finish: number;
  /** Taking a result in, and settling its job. */
  readonly collect: number;
  /** Looking at the ring of another thread. */
  readonly look: number;
  /** Stealing half of a ring: others who want the same ring wait so long. */
  readonly steal: number;
  /** What notifying a thread that sleeps takes from who does it. */
  readonly notify: number;
  /** From being notified until the thread looks for work. */
  readonly wake: number;
  /** From a change in shared memory until a thread that spins has seen it. */
  readonly hear: number;
  /** What a poll of the event loop takes, once in a burst. */
  readonly poll: number;
}

export const measured: Costs = {
  make: 150,
  runOwn: 250,
  show: 250,
  begin: 150,
  finish: 150,
  collect: 250,
  look: 60,
  steal: 300,
  notify: 2_500,
  wake: 25_000,
  hear: 300,
  poll: 5_000,
};

/** The choices of the package that the model follows: see policy.ts. */
export interface Choices {
  readonly shown: number;
  readonly shownForks: number;
  readonly injectInterval: number;
  readonly blocks: number;
  readonly ring: number;
  /** Nanoseconds. */
  readonly spin: number;
  readonly burst: number;
}
