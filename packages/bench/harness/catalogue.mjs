// The benchmarks: what one operation of each is, how large it is run, and what its result must be.
// The first five are those of Tokio's benches/rt_multi_threaded.rs and of the script/layout mail of 2013.

import { actorBenchmarks } from "./actor-benchmarks.mjs";
import { defaults, sumBelow } from "./benchmark.mjs";
import { ioBenchmarks } from "./io-benchmarks.mjs";
import { threadBenchmarks } from "./thread-benchmarks.mjs";
import { timerBenchmarks } from "./timer-benchmarks.mjs";

const SENDERS = 100;
const YIELDING_TASKS = 200;
const SELECTED_CHANNELS = 1000;

const bounded = (capacity) => ({
  ...defaults,
  name: `bounded-${capacity}`,
  file: "bounded",
  op: "message",
  about: `A producer sends 100,000 messages to a consumer through a channel of capacity ${capacity}.`,
  size: 100_000,
  parameter: capacity,
  expected: sumBelow,
});

/** @type {import("./benchmark.mjs").Benchmark[]} */
export const catalogue = [
  {
    ...defaults,
    name: "script-layout",
    file: "script-layout",
    op: "call",
    about: "A script task makes 50,000 calls to a layout task: a oneshot, a request that holds it, the answer.",
    size: 50_000,
    expected: sumBelow,
  },
  {
    ...defaults,
    name: "chained-spawn",
    file: "chained-spawn",
    op: "spawn",
    about: "A task spawns a task that spawns a task, 1,000 in a row.",
    size: 1000,
  },
  {
    ...defaults,
    name: "ping-pong",
    file: "ping-pong",
    op: "ping",
    about: "A task spawns 1,000 tasks; each spawns a peer and exchanges two oneshots with it.",
    size: 1000,
  },
  {
    ...defaults,
    name: "spawn-many",
    file: "spawn-many",
    op: "spawn",
    about: "10,000 tasks are spawned from outside the scheduler.",
    size: 10_000,
  },
  {
    ...defaults,
    name: "yield-many",
    file: "yield-many",
    op: "yield",
    about: `${YIELDING_TASKS} tasks yield 1,000 times each.`,
    size: 1000,
    ops: (size) => YIELDING_TASKS * size,
    parameter: YIELDING_TASKS,
    expected: (size) => YIELDING_TASKS * size,
  },
  {
    ...defaults,
    name: "explore",
    file: "explore",
    op: "schedule",
    about: "A program of ten tasks that exchange 15 messages runs under 1,000 schedules that seeds decide.",
    size: 1000,
  },
  {
    ...defaults,
    name: "tick-chosen",
    file: "tick-chosen",
    op: "yield",
    about:
      "10 tasks give way 1,000 times each, as in yield-many, while a seed decides at each tick which of them goes on.",
    size: 1000,
    parameter: 10,
    ops: (size) => 10 * size,
    expected: (size) => 10 * size,
  },
  bounded(0),
  bounded(1),
  bounded(10),
  bounded(100),
  {
    ...defaults,
    name: "fan-in",
    file: "fan-in",
    op: "message",
    about: `${SENDERS} senders with 1,000 messages each, one receiver, a mailbox that is never full.`,
    size: 1000,
    parameter: SENDERS,
    ops: (size) => SENDERS * size,
    expected: (size) => SENDERS * sumBelow(size),
  },
  {
    ...defaults,
    name: "select-2-ready",
    file: "select-2-ready",
    op: "select",
    about:
      "A task selects between two channels that both hold a message, and sends the one it took back, 100,000 times.",
    size: 100_000,
  },
  {
    ...defaults,
    name: "select-1000-loop",
    file: "select-1000-loop",
    op: "message",
    about: `A task receives 100,000 messages that come one by one, each from another of ${SELECTED_CHANNELS} channels.`,
    size: 100_000,
    smokeSize: 3, // some enter and leave all of them for each message
    parameter: SELECTED_CHANNELS,
    expected: sumBelow,
  },
  ...timerBenchmarks,
  {
    ...defaults,
    name: "heap-per-task",
    file: "heap-per-task",
    kind: "heap",
    op: "task",
    about: "Bytes that each of 100,000 tasks holds which all wait to be let go on.",
    size: 100_000,
    smokeSize: 10_000, // fewer would drown in what the collector takes away meanwhile
  },
  ...actorBenchmarks,
  ...ioBenchmarks,
  ...threadBenchmarks,
];

/** The delay in ms of the nth timer: an hour ahead, spread over another hour in no order (7,919 is coprime with it). */
export const timerDelay = (n) => 3_600_000 + ((n * 7_919) % 3_600_000);

/** The channel that the nth message of select-1000-loop comes from: one after the other, in no order (7,919 is prime). */
export const selectedChannel = (n, channels) => (n * 7_919) % channels;
