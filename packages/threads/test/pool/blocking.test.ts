// watchdog: 120 s
/** Threads as the pool of `blocking` of `@mailslot/io`. */

import { go } from "@mailslot/core";
import { blocking } from "@mailslot/io";
import { rejection } from "@mailslot/test-support/rejection";
import { startThreads, type Threads } from "@mailslot/threads";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { type Work, work } from "../work.js";

let threads: Threads;
let jobs: Work;

test.before(async () => {
  jobs = (await import(work.href)) as Work;
  threads = await startThreads({ workers: 1, entry: work, execArgv: [] });
});
test.after(() => threads.close());

test("the body of a job runs on a worker, and gives what it returns to each who waits", async () => {
  const adding = blocking(jobs.add.body, { args: [1, 2], pool: threads.blocking });
  const task = go(function* () {
    return [yield* adding, yield* blocking(jobs.where.body, { pool: threads.blocking })];
  });
  assert.equal(await task, [3, 0]);
});

test("what it throws fails the wait, with its class", async () => {
  const error = await rejection(Promise.resolve(blocking(jobs.fails.body, { args: ["Vasa"], pool: threads.blocking })));
  assert.instance(error, jobs.Sunk);
});

test("a function that is not the body of a job is refused, by its name", async () => {
  const own = function own(): number {
    return 1;
  };
  const error = await rejection(Promise.resolve(blocking(own, { pool: threads.blocking })));
  assert.is(error.code, "ERR_MAILSLOT_UNKNOWN_JOB");
  assert.match(error.message, 'function "own" is not the body of a job');
});

test("one that is given up before it has begun is not run", async () => {
  const flag = new Int32Array(new SharedArrayBuffer(8));
  const cell = new Int32Array(new SharedArrayBuffer(4));
  const busy = threads.run(jobs.spins, flag);
  while (Atomics.load(flag, 0) === 0) await new Promise((then) => setImmediate(then));
  const aborter = new AbortController();
  const { signal } = aborter;
  const waiting = rejection(
    Promise.resolve(blocking(jobs.adds.body, { args: [cell], pool: threads.blocking, signal })),
  );
  await new Promise((then) => setImmediate(then)); // it is shown to the worker
  aborter.abort();
  assert.is((await waiting).name, "CancelledError");
  Atomics.store(flag, 1, 1);
  await busy;
  await threads.run(jobs.add, 1, 2);
  assert.is(cell[0], 0);
});

test("after close it fails", async () => {
  const own = await startThreads({ workers: 1, entry: work, execArgv: [] });
  await own.close();
  const error = await rejection(Promise.resolve(blocking(jobs.add.body, { args: [1, 2], pool: own.blocking })));
  assert.is(error.code, "ERR_MAILSLOT_CLOSED");
});

test.run();
