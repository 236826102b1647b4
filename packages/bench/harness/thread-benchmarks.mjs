// The benchmarks of jobs on two worker threads, and of an actor on one, beside pools of workers and what calls into a worker; and
// of what a worker itself costs, beside a bare one of Node.

import { fib } from "../threads/functions.mjs";
import { defaults, sumBelow } from "./benchmark.mjs";

const threads = { ...defaults, threads: true, op: "job", turns: 5 };
const asks = { ...threads, op: "ask" };
const one = () => 1;
const bare = { ...defaults, platform: true, turns: 3 };

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
    about: "A number goes to a worker and comes back, a million times, 1,000 under way at once.",
    size: 1_000_000,
    expected: sumBelow,
  },
  {
    ...threads,
    name: "jobs-one-worker",
    file: "jobs-one-worker",
    about:
      "A worker makes a million jobs that give back a number, 1,000 under way at once, and runs all of them itself.",
    size: 1_000_000,
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
  {
    ...bare,
    name: "wake-spinning",
    file: "wake-spinning",
    kind: "own",
    unit: "nsPerOp",
    op: "wake-up",
    about: "From making a job until a worker that still spins has begun it: the median of 2,000, one at a time.",
    size: 2000,
  },
  {
    ...bare,
    name: "wake-parked",
    file: "wake-parked",
    kind: "own",
    unit: "nsPerOp",
    op: "wake-up",
    about:
      "From making a job until a worker that has parked has begun it: the median of 300, 2 ms apart. Beside it, a thread in `Atomics.wait`.",
    size: 300,
    smokeSize: 3,
  },
  {
    ...bare,
    name: "idle",
    file: "idle",
    kind: "processor",
    op: "second",
    about: "Two workers have nothing to do for 10 seconds: time of the processor per second, of the whole process.",
    size: 10,
    smokeSize: 1,
    warmUps: 1,
    turns: 2,
  },
  {
    ...bare,
    name: "memory-per-worker",
    file: "memory-per-worker",
    kind: "own",
    unit: "bytesPerOp",
    op: "worker",
    about: "By how much the resident memory of a process grows for each of 8 workers that have run something.",
    size: 8,
    smokeSize: 1,
  },
  {
    ...bare,
    name: "worker-start",
    file: "worker-start",
    kind: "own",
    unit: "nsPerOp",
    op: "worker",
    about: "From starting one worker until it has run something: the median of 20, each ended before the next.",
    size: 20,
    smokeSize: 1,
    turns: 5,
  },
];
