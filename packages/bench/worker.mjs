// Runs one benchmark of one JavaScript implementation, in a process of its own: `node worker.mjs BENCH FOLDER [smoke]`,
// where the folder is the one with the implementation's modules.
// Speaks as the native peers do: for every line `SIZE REPEATS` on standard input one JSON line on standard output.

import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
import { catalogue } from "./harness/catalogue.mjs";
import { modulePath } from "./harness/implementations.mjs";
import { measureIo } from "./io/measure.mjs";

const [name, folder, smoke] = process.argv.slice(2);
const benchmark = catalogue.find((each) => each.name === name);
const parameter = (smoke && benchmark?.smokeParameter) ?? benchmark?.parameter;

const say = (message) => process.stdout.write(`${JSON.stringify(message)}\n`);

function expect(actual, size) {
  const expected = benchmark.expected(size);
  if (actual !== expected) throw new Error(`the result of size ${size} is ${actual} instead of ${expected}`);
}

async function time(run, size, repeats) {
  const start = process.hrtime.bigint();
  for (let n = 0; n < repeats; n++) expect(await run(size, parameter), size);
  return { ns: Number(process.hrtime.bigint() - start), ops: repeats * benchmark.ops(size) };
}

/** As `time`, but what counts is how long the processor worked for this process: it may sleep in between. */
async function timeOfProcessor(run, size, repeats) {
  expect(await run(1, parameter), 1); // what a first round sets up is not part of it
  const start = process.cpuUsage();
  for (let n = 0; n < repeats; n++) expect(await run(size, parameter), size);
  const { user, system } = process.cpuUsage(start);
  return { ns: (user + system) * 1000, ops: repeats * benchmark.ops(size) };
}

/** A heap module starts its tasks and answers how to let them go on, which answers how many then ended. */
async function measureHeap(run, size) {
  const before = collectedHeap();
  const letGo = await run(size);
  const bytes = collectedHeap() - before;
  expect(await letGo(), size);
  if (bytes <= 0) throw new Error(`${size} idle tasks hold ${bytes} bytes, which cannot be`);
  return { bytes, ops: size };
}

function collectedHeap() {
  globalThis.gc();
  globalThis.gc();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

function measure(run, size, repeats) {
  if (benchmark.kind === "io") return measureIo(benchmark, run, size);
  if (benchmark.kind === "heap") return measureHeap(run, size);
  if (benchmark.kind === "own") return run(size, parameter);
  return benchmark.kind === "processor" ? timeOfProcessor(run, size, repeats) : time(run, size, repeats);
}

async function answerRounds() {
  if (benchmark === undefined) throw new Error(`no benchmark is called ${name}`);
  const { default: run } = await import(pathToFileURL(modulePath({ folder }, benchmark)).href);
  say({});
  for await (const line of createInterface({ input: process.stdin })) {
    if (!/^\d+ \d+$/.test(line)) throw new Error(`a round is "SIZE REPEATS", not "${line}"`);
    const [size, repeats] = line.split(" ").map(Number);
    say(await measure(run, size, repeats));
  }
}

try {
  await answerRounds();
  process.exit(); // timers that a round has left must not keep it
} catch (error) {
  say({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  process.exitCode = 1;
}
