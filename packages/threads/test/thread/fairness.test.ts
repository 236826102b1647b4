// watchdog: 120 s
/** Tasks, jobs and I/O of one thread: none keeps another from its turn. */

import { go, yieldNow } from "@mailslot/core";
import { startThreads, type Threads } from "@mailslot/threads";
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
  threads = await startThreads({ workers: 1, entry: [work, actors], execArgv: [] });
});
test.after(() => threads.close());

/** Makes a task on the worker that never waits; returns what ends it. */
async function busy(): Promise<() => Promise<number>> {
  const flag = new Int32Array(new SharedArrayBuffer(8));
  const running = threads.run(jobs.givesWay, flag);
  while (Atomics.load(flag, 0) === 0) await new Promise((then) => setImmediate(then));
  return () => {
    Atomics.store(flag, 1, 1);
    return running;
  };
}

test("tasks that never wait keep their worker from no job, and from no message", async () => {
  const end = await busy();
  for (let n = 0; n < 100; n++) assert.is(await threads.run(jobs.add, n, 1), n + 1);
  const account = await threads.spawn(known.Account, 5);
  for (let n = 0; n < 100; n++) assert.is(await account.ask.balance(), 5);
  assert.ok((await end()) > 0);
});

test("nor from what jobs that it makes give back, nor from forks", async () => {
  const end = await busy();
  const cell = new Int32Array(new SharedArrayBuffer(4));
  await threads.run(jobs.makes, 500, cell);
  assert.is(cell[0], 500);
  assert.is(await threads.run(jobs.fib, 14, 6), 377);
  assert.ok((await end()) > 0);
});

test("tasks of the calling thread that never wait keep it from no result", async () => {
  let isOver = false;
  const task = go(function* () {
    while (!isOver) yield* yieldNow();
  });
  for (let n = 0; n < 100; n++) assert.is(await threads.run(jobs.add, n, 1), n + 1);
  isOver = true;
  await task;
});

test("jobs without end keep tasks and timers of their worker from no turn", async () => {
  const end = await busy();
  let isOver = false;
  const line = async (): Promise<void> => {
    while (!isOver) await threads.run(jobs.add, 1, 2);
  };
  const lines = Array.from({ length: 200 }, line);
  for (let n = 0; n < 20; n++) assert.is(await threads.run(jobs.steps, `${n}`), `${n}`);
  isOver = true;
  await Promise.all(lines);
  assert.ok((await end()) > 20);
});

test.run();
