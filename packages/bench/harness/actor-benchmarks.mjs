// The benchmarks of actors: state behind a mailbox, one message at a time.

import { defaults, sumBelow } from "./benchmark.mjs";

const ACTORS = 1000;
const SENDERS = 100;

/** A binary tree of `depth` levels below its root. */
const nodes = (depth) => 2 ** (depth + 1) - 1;

const benchmark = (name, rest) => ({ ...defaults, name, file: name, ...rest });

/** @type {import("./benchmark.mjs").Benchmark[]} */
export const actorBenchmarks = [
  benchmark("actor-script-layout", {
    op: "call",
    about: "A script actor makes 50,000 calls to a layout actor: it tells, and is told the answer.",
    size: 50_000,
    expected: sumBelow,
  }),
  benchmark("actor-ask", {
    op: "ask",
    about: "A task asks an actor 50,000 times, one after the other, each with a time limit of 5 s that is not reached.",
    size: 50_000,
    expected: sumBelow,
  }),
  benchmark("actor-spawn", {
    op: "actor",
    about: "1,000,000 actors with small state are spawned, each is told once, and each tells a counter.",
    size: 1_000_000,
    turns: 3,
  }),
  benchmark("actor-fan-out", {
    op: "message",
    about: `An actor tells ${ACTORS.toLocaleString("en")} actors, 100 rounds; each tells at its last message how many it had.`,
    size: 100,
    smokeSize: 3,
    parameter: ACTORS,
    ops: (size) => ACTORS * size,
    expected: (size) => ACTORS * size,
  }),
  benchmark("actor-fan-in", {
    op: "message",
    about: `${SENDERS} actors tell one actor 1,000 messages each.`,
    size: 1000,
    parameter: SENDERS,
    ops: (size) => SENDERS * size,
    expected: (size) => SENDERS * sumBelow(size),
  }),
  benchmark("actor-ring", {
    op: "hop",
    about: `A message goes round a ring of ${ACTORS.toLocaleString("en")} actors until it has made 100,000 hops.`,
    size: 100_000,
    smokeSize: 2500, // round the ring twice and a half
    parameter: ACTORS,
  }),
  benchmark("actor-fork-join", {
    op: "actor",
    about: "An actor spawns two that spawn two, 12 levels deep; each tells its parent how many they are, and ends.",
    size: 12,
    smokeSize: 5,
    ops: nodes,
    expected: nodes,
  }),
  benchmark("actor-start", {
    op: "actor",
    about: "An actor is spawned, handed over and asked, 200 of them one after the other.",
    size: 200,
  }),
  benchmark("supervised-restart", {
    op: "crash",
    about:
      "A supervised actor crashes, and the next is started, handed over and asked, 200 times; without the crash that is actor-start.",
    size: 200,
  }),
  benchmark("supervised-restart-known-error", {
    op: "crash",
    about: "As supervised-restart, with one error for all: making an error, which takes its stack, is left out.",
    file: "supervised-restart",
    parameter: 1,
    size: 200,
  }),
  benchmark("heap-per-actor", {
    kind: "heap",
    op: "actor",
    about: "Bytes that each of 100,000 actors with small state holds which all wait for a message.",
    size: 100_000,
    smokeSize: 10_000, // fewer would drown in what the collector takes away meanwhile
  }),
];
