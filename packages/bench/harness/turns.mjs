// Measures the implementations of one benchmark against each other. All are started and warmed up; then they take turns,
// one round each, so that other load on the machine affects them alike.

import { fileURLToPath } from "node:url";
import { lack, versionOf } from "./implementations.mjs";
import { Participant } from "./participant.mjs";

const ROUND_MS = 120; // long enough that timer resolution and one garbage collection do not decide a round
const WARM_UP_MS = 600; // by then V8 has optimized what it will
const SLOW_ROUND_MS = 1500; // an implementation that takes longer for one run has fewer turns, so that the others need not wait
const SLEEPY_WARM_UP = 5; // runs that mostly sleep, so that their time says nothing about how often to repeat them
const SLOW_TURNS = 3;
const HEAP_TURNS = 3; // bytes hardly differ from one time to the next

const worker = fileURLToPath(new URL("../worker.mjs", import.meta.url));

/**
 * Runs one benchmark. Resolves with one row per implementation that finished, and calls `failed` with the error of each
 * that did not.
 */
export async function takeTurns(benchmark, implementations, options) {
  const { smoke, node, failed } = options;
  const rounds = Math.min(options.rounds, benchmark.turns ?? options.rounds);
  let entrants = implementations
    .filter((implementation) => lack(implementation, benchmark) === undefined)
    .map((implementation) => enter(benchmark, implementation, { smoke, node }));
  try {
    const warmUp = smoke ? ready : prepare;
    for (const entrant of entrants) await attempt(entrant, () => warmUp(entrant, benchmark, rounds));
    for (let turn = 0; turn < rounds; turn++) {
      entrants = entrants.filter(({ error }) => error === undefined);
      for (const entrant of entrants) if (turn < entrant.turns) await attempt(entrant, () => runRound(entrant));
    }
    return entrants.filter(({ error }) => error === undefined).map((entrant) => row(benchmark, entrant));
  } finally {
    await Promise.all(entrants.map(({ participant }) => participant.stop()));
  }

  async function attempt(entrant, action) {
    try {
      await action();
    } catch (error) {
      entrant.error = error;
      await entrant.participant.stop();
      failed(error);
    }
  }
}

function enter(benchmark, implementation, { smoke, node }) {
  const label = `${benchmark.name} of ${implementation.name}`;
  const size = smoke ? benchmark.smokeSize : (implementation.sizes?.[benchmark.name] ?? benchmark.size);
  const participant = new Participant(label, commandOf(benchmark, implementation, { smoke, node }));
  return { implementation, participant, size, repeats: 1, turns: 1, samples: [], latencies: [], error: undefined };
}

function commandOf(benchmark, { folder, program }, { smoke, node }) {
  if (program) return [...program.start, benchmark.name];
  const command = [node, "--expose-gc", "--max-old-space-size=8192", worker, benchmark.name, folder];
  return smoke ? [...command, "smoke"] : command;
}

async function ready({ participant }) {
  await participant.ready();
}

/** Warms up and finds how many repeats make a round of the usual length, and how many turns are affordable. */
async function prepare(entrant, benchmark, rounds) {
  const { participant, size } = entrant;
  await participant.ready();
  if (benchmark.kind === "processor") {
    await participant.round(size, benchmark.warmUps ?? SLEEPY_WARM_UP);
    entrant.turns = rounds;
    return;
  }
  if (benchmark.kind !== "time") {
    await participant.round(benchmark.kind === "io" ? benchmark.smokeSize : size, 1);
    entrant.turns = benchmark.kind === "heap" ? Math.min(rounds, HEAP_TURNS) : rounds;
    return;
  }
  let nsPerRun = 0;
  for (let spent = 0, repeats = 1; spent < WARM_UP_MS; repeats *= 2) {
    const { ns } = await participant.round(size, repeats);
    nsPerRun = ns / repeats;
    spent += ns / 1e6;
  }
  entrant.repeats = Math.max(1, Math.round((ROUND_MS * 1e6) / nsPerRun));
  entrant.turns = nsPerRun > SLOW_ROUND_MS * 1e6 ? Math.min(rounds, SLOW_TURNS) : rounds;
}

async function runRound({ participant, size, repeats, samples, latencies }) {
  const { ns, bytes, ops, perSecond, p50, p99 } = await participant.round(size, repeats);
  samples.push(perSecond ?? (ns ?? bytes) / ops);
  if (p99 !== undefined) latencies.push({ p50, p99 });
}

const UNITS = { time: "nsPerOp", processor: "nsPerOp", heap: "bytesPerOp", io: "perSecond" };
const unitOf = ({ kind, unit }) => unit ?? UNITS[kind];

function row(benchmark, { implementation, participant, samples, latencies, size }) {
  const unit = unitOf(benchmark);
  return {
    bench: benchmark.name,
    impl: implementation.name,
    version: participant.version ?? versionOf(implementation),
    size,
    unit,
    value: round(median(samples)),
    min: round(Math.min(...samples)),
    runs: samples.length,
    ...(latencies.length === 0 ? {} : { p50: latency("p50"), p99: latency("p99") }),
  };

  function latency(quantile) {
    return Number(median(latencies.map((each) => each[quantile])).toFixed(3));
  }
}

function median(samples) {
  const sorted = [...samples].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

const round = (value) => Math.round(value * 10) / 10;
