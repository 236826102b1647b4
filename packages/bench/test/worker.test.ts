// The process that runs one benchmark: what it answers, and that a wrong result is never taken for a figure.

import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { suite } from "uvu";
import * as assert from "uvu/assert";

const worker = fileURLToPath(new URL("../worker.mjs", import.meta.url));
const promises = fileURLToPath(new URL("../peers/promises", import.meta.url));
const node = fileURLToPath(new URL("../node", import.meta.url));
const wrong = fileURLToPath(new URL("fixtures/wrong", import.meta.url));

function run(benchmark: string, folder: string, input: string) {
  const { stdout, status } = spawnSync(process.execPath, ["--expose-gc", worker, benchmark, folder], {
    input,
    encoding: "utf8",
  });
  const lines = stdout.trim().split("\n");
  return { status, answers: lines.map((line) => JSON.parse(line) as Record<string, unknown>) };
}

const test = suite("worker");

test("answers every round with the time taken and the operations done", () => {
  const { status, answers } = run("script-layout", promises, "10 1\n10 3\n");
  assert.is(status, 0);
  assert.is(answers.length, 3, "one line when ready, one per round");
  assert.is(answers[1]?.ops, 10);
  assert.is(answers[2]?.ops, 30);
  assert.type(answers[2]?.ns, "number");
});

test("counts what all tasks do together", () => {
  const { answers } = run("yield-many", promises, "5 2\n");
  assert.is(answers[1]?.ops, 200 * 5 * 2);
});

test("answers bytes for the heap of idle tasks", () => {
  const { answers } = run("heap-per-task", promises, "20000 1\n");
  assert.is(answers[1]?.ops, 20_000);
  assert.ok(Number(answers[1]?.bytes) > 0);
});

test("answers the processor's time for a benchmark that sleeps, and ends with timers left", () => {
  const { status, answers } = run("sleep-beside-1000", promises, "3 2\n");
  assert.is(status, 0);
  assert.is(answers[1]?.ops, 6);
  assert.type(answers[1]?.ns, "number");
});

test("answers what a module has measured itself", () => {
  const { status, answers } = run("wake-spinning", node, "9 1\n");
  assert.is(status, 0);
  assert.is(answers[1]?.ops, 1);
  assert.ok(Number(answers[1]?.ns) > 0);
});

test("answers by how much a process grows that starts workers", () => {
  const { answers } = run("memory-per-worker", node, "2 1\n");
  assert.is(answers[1]?.ops, 2);
  assert.ok(Number(answers[1]?.bytes) > 1_000_000);
});

test("refuses a wrong result", () => {
  const { status, answers } = run("script-layout", wrong, "10 1\n10 1\n");
  assert.is(status, 1);
  assert.is(answers.length, 2, "nothing after the error");
  assert.match(String(answers[1]?.error), "the result of size 10 is 46 instead of 45");
});

test("refuses a round it does not understand", () => {
  const { status, answers } = run("script-layout", promises, "ten once\n");
  assert.is(status, 1);
  assert.match(String(answers[1]?.error), 'a round is "SIZE REPEATS"');
});

test("names a benchmark that does not exist", () => {
  const { status, answers } = run("nonsense", promises, "");
  assert.is(status, 1);
  assert.match(String(answers[0]?.error), "no benchmark is called nonsense");
});

test.run();
