// Measures every kind of call in turns, so that a slow moment of the machine falls on all of them, and takes medians.
import { asyncCalls } from "./calls/async.js";
import { functionCalls } from "./calls/function-call.js";
import { handlerCalls } from "./calls/handler.js";
import { taskCalls } from "./calls/task.js";

const WARM_UP_ROUNDS = 4;
const WARM_UP_CALLS = 50_000;
const ROUNDS = 15;

/** How often each kind of call is measured. */
export const rounds: number = ROUNDS;

/** What one kind of call costs, in nanoseconds. */
export interface Row {
  readonly name: string;
  readonly nsPerCall: number;
  readonly fastest: number;
}

interface Kind {
  readonly name: string;
  run(calls: number): Promise<number>;
}

const kindsHere: readonly Kind[] = [
  { name: "function call", run: functionCalls },
  { name: "task", run: taskCalls },
  { name: "handler", run: handlerCalls },
  { name: "async", run: asyncCalls },
];

/** Measures `calls` calls a round, between two threads as well if `threads`. Fails when the answers do not add up. */
export async function measure(calls: number, threads: boolean): Promise<Row[]> {
  if (!threads) return measureKinds(kindsHere, calls);
  const { startThreadCalls } = await import("./calls/threads.js");
  const between = await startThreadCalls();
  try {
    return await measureKinds([...kindsHere, { name: "threads", run: (calls) => between.run(calls) }], calls);
  } finally {
    await between.close();
  }
}

async function measureKinds(kinds: readonly Kind[], calls: number): Promise<Row[]> {
  for (let round = 0; round < WARM_UP_ROUNDS; round++) {
    for (const { name, run } of kinds) await timed(name, run, name === "threads" ? WARM_UP_CALLS / 10 : WARM_UP_CALLS);
  }
  const samples = kinds.map((): number[] => []);
  for (let round = 0; round < ROUNDS; round++) {
    for (const [n, { name, run }] of kinds.entries()) samples[n]?.push(await timed(name, run, calls));
  }
  return kinds.map(({ name }, n) => summary(name, samples[n] ?? []));
}

async function timed(name: string, run: (calls: number) => Promise<number>, calls: number): Promise<number> {
  const started = process.hrtime.bigint();
  const sum = await run(calls);
  const elapsed = Number(process.hrtime.bigint() - started);
  if (sum !== sumBelow(calls)) throw new Error(`${name}: ${calls} calls answered ${sum}, not ${sumBelow(calls)}`);
  return elapsed / calls;
}

function sumBelow(calls: number): number {
  return (calls * (calls - 1)) / 2;
}

function summary(name: string, samples: readonly number[]): Row {
  const sorted = samples.toSorted((a, b) => a - b);
  return { name, nsPerCall: sorted[sorted.length >> 1] ?? Number.NaN, fastest: sorted[0] ?? Number.NaN };
}
