// watchdog: 20 s
/** How long tasks wait for their turn on each thread is read from outside, whatever that thread does meanwhile. */

import { counters } from "@mailslot/core";
import { rejection } from "@mailslot/test-support/rejection";
import { type Job, startThreads, type ThreadCounters, type Threads } from "@mailslot/threads";
import { test } from "uvu";
import * as assert from "uvu/assert";

interface Crowd {
  readonly crowd: Job<[Int32Array], Generator<never, void, unknown>>;
  readonly lingers: Job<[Int32Array], void>;
  readonly sampled: Job<[], number[]>;
  readonly ends: Job<[], never>;
}

const entry = new URL("../entries/crowd.mjs", import.meta.url);

let threads: Threads;
let jobs: Crowd;

test.before.each(async () => {
  jobs = (await import(entry.href)) as Crowd;
  // What looks whether workers are stuck wakes them: it shall not help.
  threads = await startThreads({ workers: 1, entry, execArgv: [], stuckAfter: 2 ** 30 });
});
test.after.each(() => threads.close());

const samples = (): readonly number[] => (threads.counters()[0] as ThreadCounters).delay.samples;
const sum = (all: readonly number[]): number => all.reduce((one, other) => one + other, 0);

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((then) => setImmediate(then));
}

/** Has tasks wait for each other on the worker until some are sampled. */
async function crowded(): Promise<void> {
  const flag = new Int32Array(new SharedArrayBuffer(4));
  const before = sum(samples());
  const running = threads.run(jobs.crowd, flag);
  await until(() => sum(samples()) > before);
  Atomics.store(flag, 0, 1);
  await running;
}

test("a worker that has always tasks to run tells their delays while it runs them", async () => {
  const flag = new Int32Array(new SharedArrayBuffer(4));
  const running = threads.run(jobs.crowd, flag);
  for (let n = 0, seen = 0; n < 5; n++) {
    await until(() => sum(samples()) > seen);
    seen = sum(samples());
  }
  Atomics.store(flag, 0, 1);
  await running;
});

test("a worker that has parked has told what its scheduler has counted", async () => {
  await crowded();
  const own = await threads.run(jobs.sampled);
  assert.ok(sum(own) > 0);
  await until(() => String(samples()) === String(own));
});

test("a worker whose pump stays parked, while timers wake its tasks, tells their delays", async () => {
  const cell = new Int32Array(new SharedArrayBuffer(4 + 4 * samples().length));
  await threads.run(jobs.lingers, cell);
  await until(() => Atomics.load(cell, 0) === 1);
  const own = [...cell.subarray(1)];
  assert.ok(sum(own) > 0);
  await until(() => String(samples()) === String(own));
});

test("a worker in the place of a dead one goes on from what that has counted", async () => {
  await crowded();
  const own = await threads.run(jobs.sampled);
  await until(() => String(samples()) === String(own));
  await rejection(threads.run(jobs.ends));
  await crowded();
  const others = await threads.run(jobs.sampled);
  await until(() => String(samples()) === String(others.map((each, n) => each + (own[n] as number))));
});

test("the delays of the calling thread are those of its default scheduler, as it asks, and all have its limits", () => {
  const { delay } = counters();
  const [worker, caller] = threads.counters();
  assert.equal(caller?.delay, delay);
  assert.equal(worker?.delay.microseconds, delay.microseconds);
  assert.is(worker?.delay.samples.length, delay.samples.length);
});

test.run();
