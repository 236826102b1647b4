// The benchmarks of jobs on two worker threads, and of an actor on one, beside pools of workers and what calls into a worker.

import { fib } from "../threads/functions.mjs";
import { defaults, sumBelow } from "./benchmark.mjs";

const threads = { ...defaults, threads: true, op: "job", turns: 5 };
const asks = { ...threads, op: "ask" };
const one = () => 1;

const fibOn = (workers) => ({
  ...threads,
  name: `fib-${workers}`,
  file: "fib",
  op: "fib",
  about: `fib(27) in parts, cut where fib(17) is done in one piece, on ${workers === 1 ? "one worker" : `${workers} workers`}.`,
  size: 27,
  smokeSize: 19,
  parameter: workers,
  ops: one,
  expected: fib,
});

const skewedOn = (workers) => ({
  ...threads,
  name: `skewed-${workers}`,
  file: "skewed",
  about: `20,000 jobs of lengths by a power law, 20 µs on average, made on one thread, on ${workers === 1 ? "one worker" : `${workers} workers`}.`,
  size: 20_000,
  parameter: workers,
});

/** @type {import("./benchmark.mjs").Benchmark[]} */
export const threadBenchmarks = [
  {
    ...threads,
    name: "job",
    file: "job",
    about: "A number goes to a worker and comes back, 2,000 times, one at a time.",
    size: 2000,
    expected: sumBelow,
  },
  {
    ...threads,
    name: "jobs-in-flight",
    file: "jobs-in-flight",
    about: "A number goes to a worker and comes back, 20,000 times, 1,000 under way at once.",
    size: 20_000,
    expected: sumBelow,
  },
  {
    ...asks,
    name: "thread-ask",
    file: "thread-ask",
    about: "An actor on a worker is asked to give back a number, 2,000 times, one at a time.",
    size: 2000,
    expected: sumBelow,
  },
  {
    ...asks,
    name: "thread-ask-object",
    file: "thread-ask-object",
    about: "An actor on a worker is asked to give back an object of four fields, 2,000 times, one at a time.",
    size: 2000,
    expected: sumBelow,
  },
  {
    ...asks,
    name: "thread-ask-flight",
    file: "thread-ask-flight",
    about: "An actor on a worker is asked to give back a number, 20,000 times, 1,000 under way at once.",
    size: 20_000,
    expected: sumBelow,
  },
  fibOn(1),
  fibOn(2),
  skewedOn(1),
  skewedOn(2),
];
