// watchdog: 120 s
/** What callers see when a worker dies, and that another takes its place. */

import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { rejection } from "@mailslot/test-support/rejection";
import { startThreads, type Threads, type WorkerDeath } from "@mailslot/threads";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { type Work, work } from "../work.js";

let threads: Threads;
let jobs: Work;
let deaths: WorkerDeath[] = [];

test.before(async () => {
  jobs = (await import(work.href)) as Work;
  threads = await startThreads({ workers: 2, entry: work, execArgv: [], onDeath: (death) => deaths.push(death) });
});
test.before.each(() => {
  deaths = [];
});
test.after(() => threads.close());

/** Proves that both workers live: neither of two such jobs ends unless both run one. */
async function bothLive(): Promise<void> {
  const cell = new Int32Array(new SharedArrayBuffer(4));
  assert.equal(await Promise.all([threads.run(jobs.meet, cell, 2), threads.run(jobs.meet, cell, 2)]), [2, 2]);
}

test("a worker that exits fails the job it had begun, outcome unknown, and is replaced", async () => {
  const error = await rejection(threads.run(jobs.ends, 3));
  assert.is(error.name, "UnknownOutcomeError");
  assert.is(error.code, "ERR_MAILSLOT_NO_CONNECTION");
  assert.match(error.message, '"ends"');
  await bothLive();
  assert.is(deaths.length, 1);
});

test("an uncaught error ends its worker alone, and says why", async () => {
  const error = await rejection(threads.run(jobs.uncaught));
  assert.is(error.code, "ERR_MAILSLOT_NO_CONNECTION");
  assert.match(String(deaths[0]?.reason), "nobody catches this");
  await bothLive();
});

test("a job that had not begun runs elsewhere", async () => {
  const ends = [1, 2, 3, 4].map(() => rejection(threads.run(jobs.ends, 1)));
  const sums = await Promise.all(Array.from({ length: 2000 }, (_, n) => threads.run(jobs.add, n, 1)));
  assert.ok(sums.every((sum, n) => sum === n + 1));
  for (const error of await Promise.all(ends)) assert.is(error.code, "ERR_MAILSLOT_NO_CONNECTION");
  await bothLive();
});

test("with retry, a job is begun once more", async () => {
  const error = await rejection(threads.runWith({ retry: 2 }, jobs.ends, 1));
  assert.is(error.code, "ERR_MAILSLOT_NO_CONNECTION");
  await bothLive();
  assert.is(deaths.length, 3);
});

test("a worker that reaches the limit of its heap fails its job, and the program goes on", async () => {
  const small = await startThreads({
    workers: 1,
    entry: work,
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: 24 },
  });
  const error = await rejection(small.run(jobs.hoards));
  assert.is(error.code, "ERR_MAILSLOT_NO_CONNECTION");
  assert.is(await small.run(jobs.add, 1, 2), 3);
  await small.close();
});

test("a job that is aborted and loops for ever is ended with its worker", async () => {
  const flag = new Int32Array(new SharedArrayBuffer(4));
  const aborter = new AbortController();
  const running = rejection(threads.runWith({ signal: aborter.signal }, jobs.loops, flag));
  while (Atomics.load(flag, 0) === 0) await new Promise((then) => setImmediate(then));
  aborter.abort();
  assert.is((await running).name, "UnknownOutcomeError");
  await bothLive();
});

/** Begins a job that is in a native call until `release`; returns once it is. */
async function inNativeCall(on: Threads, signal?: AbortSignal) {
  const folder = mkdtempSync(join(tmpdir(), "mailslot-deaths-"));
  const running = rejection(on.runWith({ signal }, jobs.waitsForFile, join(folder, "go-on")));
  while (!existsSync(join(folder, "go-on.started"))) await new Promise((then) => setImmediate(then));
  return { running, release: (): void => rmSync(folder, { recursive: true }) };
}

test("a job that is aborted in a native call frees its caller, and another worker takes the place of its own before that returns", async () => {
  const own = await startThreads({ workers: 1, entry: work, execArgv: [] });
  const aborter = new AbortController();
  const { running, release } = await inNativeCall(own, aborter.signal);
  aborter.abort();
  assert.ok(["CancelledError", "UnknownOutcomeError"].includes((await running).name));
  assert.is(await own.run(jobs.add, 1, 2), 3);
  await own.close();
  release();
});

test("close() waits for no worker that is in a native call", async () => {
  const own = await startThreads({ workers: 1, entry: work, execArgv: [] });
  const { running, release } = await inNativeCall(own);
  await own.close();
  assert.is((await running).name, "UnknownOutcomeError");
  release();
});

test.run();
