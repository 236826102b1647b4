// The benchmarks of timers, each at two sizes: a figure that grows with the number of timers shows in their difference.

import { defaults } from "./benchmark.mjs";

const SLEEPS = 200;

const timers = (name, size) => ({
  ...defaults,
  name,
  file: "timers",
  op: "timer",
  about: `${size.toLocaleString("en")} timers, due over an hour in no order, are started, all live at once, and then cancelled.`,
  size,
});

/** A sleep takes its time whoever implements it, so what counts is how long the processor worked. */
const sleepBeside = (others) => ({
  ...defaults,
  name: `sleep-beside-${others}`,
  file: "sleep",
  kind: "processor",
  op: "sleep",
  about: `A task sleeps 1 ms ${SLEEPS} times, beside ${others.toLocaleString("en")} timers that are not due: time of the processor per sleep.`,
  size: SLEEPS,
  smokeSize: 3,
  parameter: others,
  smokeParameter: 10,
});

/** @type {import("./benchmark.mjs").Benchmark[]} */
export const timerBenchmarks = [
  timers("timers-1000", 1000),
  timers("timers", 1_000_000),
  sleepBeside(1000),
  sleepBeside(1_000_000),
];
