// watchdog: 120 s
/** The calling thread runs jobs too, where it was asked to. */

import { rejection } from "@mailslot/test-support/rejection";
import { currentThreads, startThreads, type Threads } from "@mailslot/threads";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { type ActorsModule, actors } from "../actors.js";
import { type Work, work } from "../work.js";

let threads: Threads;
let jobs: Work;
let known: ActorsModule;

test.before(async () => {
  jobs = (await import(work.href)) as Work;
  known = (await import(actors.href)) as ActorsModule;
  threads = await startThreads({ workers: 1, here: true, entry: [work, actors], execArgv: [] });
});
test.after(() => threads.close());

/** Keeps the only worker busy by an actor, which the calling thread cannot run. */
async function withBusyWorker(act: () => Promise<void>): Promise<void> {
  const flag = new Int32Array(new SharedArrayBuffer(8));
  const account = await threads.spawn(known.Account, 1);
  const asked = account.ask.spin(flag);
  while (Atomics.load(flag, 0) === 0) await new Promise((then) => setImmediate(then));
  try {
    await act();
  } finally {
    Atomics.store(flag, 1, 1);
    await asked;
  }
}

const runHere = (): number => threads.counters()[1]?.run ?? 0;

test("while the worker is busy, jobs run on the calling thread: plain ones, async ones and steps", () =>
  withBusyWorker(async () => {
    const before = runHere();
    const sums = await Promise.all([1, 2, 3].map((n) => threads.run(jobs.add, n, 1)));
    assert.equal(sums, [2, 3, 4]);
    assert.equal([await threads.run(jobs.later, "a"), await threads.run(jobs.steps, "b")], ["a", "b"]);
    assert.is(runHere() - before, 5);
  }));

test("a job that runs there makes others", () =>
  withBusyWorker(async () => {
    assert.is(await threads.run(jobs.fib, 16, 8), 987);
    const cell = new Int32Array(new SharedArrayBuffer(4));
    await threads.run(jobs.makes, 100, cell);
    assert.is(cell[0], 100);
  }));

test("what a job throws there has its class, and one that is aborted is cancelled", () =>
  withBusyWorker(async () => {
    assert.instance(await rejection(threads.run(jobs.fails, "Vasa")), jobs.Sunk);
    const flag = new Int32Array(new SharedArrayBuffer(8));
    const aborter = new AbortController();
    const running = rejection(threads.runWith({ signal: aborter.signal }, jobs.never, flag));
    while (Atomics.load(flag, 0) === 0) await new Promise((then) => setImmediate(then));
    aborter.abort();
    assert.is((await running).name, "CancelledError");
    assert.is(Atomics.load(flag, 1), 1);
  }));

test("worker and calling thread share what is made, and each job ends once", async () => {
  const cell = new Int32Array(new SharedArrayBuffer(4));
  await Promise.all(Array.from({ length: 5000 }, () => threads.run(jobs.adds, cell)));
  await threads.run(jobs.makes, 1000, cell);
  assert.is(cell[0], 6000);
});

test("only one pool of a thread has its jobs run there, until it is closed", async () => {
  const other = () => startThreads({ workers: 1, here: true, entry: work, execArgv: [] });
  const error = await rejection(other());
  assert.equal([error.code, /close these first/.test(error.message)], ["ERR_MAILSLOT_ARGUMENT", true]);
  await threads.close();
  assert.throws(currentThreads, /outside a worker/);
  threads = await other();
  assert.is(await threads.run(jobs.add, 1, 2), 3);
});

test.run();
