// watchdog: 120 s
/** Traces of all threads: what each has recorded, on one clock, and which workers are missing. */

import { go, type TraceEvent } from "@mailslot/core";
import { rejection } from "@mailslot/test-support/rejection";
import { startThreads, type Threads, type TracedThread, type TracedThreads } from "@mailslot/threads";
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
  threads = await start(2);
});
test.after(() => threads.close());

function start(workers: number): Promise<Threads> {
  return startThreads({ workers, entry: [work, actors], execArgv: [] });
}

/** In milliseconds: what a number keeps of the time since 1970, from which clocks count that do not begin together. */
const ROUNDING = 0.001;
/** Lets the clock of a worker have begun a thousand seconds before. */
const early = new URL("../entries/early-clock.mjs", import.meta.url);

/** Runs a plain job on each of the two workers: neither ends before both have begun. */
async function meet(): Promise<void> {
  const cell = new Int32Array(new SharedArrayBuffer(4));
  await Promise.all([threads.run(jobs.meet, cell, 2), threads.run(jobs.meet, cell, 2)]);
}

/** Keeps a worker busy until the flag that it gives is released. */
async function spinning(pool: Threads): Promise<{ readonly running: Promise<void>; release(): void }> {
  const flag = new Int32Array(new SharedArrayBuffer(8));
  const running = pool.run(jobs.spins, flag);
  while (Atomics.load(flag, 0) === 0) await new Promise((then) => setImmediate(then));
  return { running, release: () => void Atomics.store(flag, 1, 1) };
}

/** Lets the event loop of the only worker take in what it was told. */
async function turns(pool: Threads): Promise<void> {
  for (const _ of [1, 2]) await pool.run(jobs.later, "");
}

function recordOf({ threads: all }: TracedThreads, thread: number): TracedThread {
  return all.find((each) => each.thread === thread) as TracedThread;
}

function eventOf({ events }: TracedThread, kind: TraceEvent["kind"], detail: RegExp): TraceEvent {
  return events.find((event) => event.kind === kind && detail.test(event.detail)) as TraceEvent;
}

function tasksOf({ events }: TracedThread): Set<string> {
  return new Set(events.map(({ task }) => task));
}

const jobsOf = ({ jobs: ran }: TracedThread): string[] => ran.map(({ name }) => name);

test("a trace has the calling thread and every worker, with their jobs, tasks and messages", async () => {
  const trace = await threads.trace();
  await meet();
  for (const worker of [0, 1]) {
    const account = await threads.spawnWith({ worker }, known.Account, 100);
    await go(() => account.ask.balance(), { name: `client ${worker}` });
  }
  const recorded = await trace.stop();
  assert.equal(
    recorded.threads.map(({ thread, name, lost }) => [thread, name, lost]),
    [
      [0, "worker 0", 0],
      [1, "worker 1", 0],
      [2, "calling thread", 0],
    ],
  );
  assert.equal(recorded.missing, []);
  for (const worker of [0, 1]) {
    const record = recordOf(recorded, worker);
    assert.equal(jobsOf(record), ["meet"]);
    assert.match(eventOf(record, "receive", /^balance #\d+$/).task, /^account/);
  }
  const clients = tasksOf(recordOf(recorded, 2));
  assert.ok(clients.has("client 0") && clients.has("client 1"));
});

for (const [clock, imports] of Object.entries({ "that of the process": [], "of their own": [early] }))
  test(`times are by the clock of the calling thread, when that of workers is ${clock}: what one thread sends is not received before`, async () => {
    const own = await startThreads({ workers: 1, entry: [work, actors], imports, execArgv: [] });
    const account = await own.spawn(known.Account, 100);
    const trace = await own.trace();
    const before = performance.now();
    await go(() => account.ask.balance(), { name: "client" });
    await own.run(jobs.add, 1, 2);
    const after = performance.now();
    const recorded = await trace.stop();
    const [worker, caller] = [recordOf(recorded, 0), recordOf(recorded, 1)];
    const sent = eventOf(caller, "send", /^balance/).at;
    const received = eventOf(worker, "receive", /^balance/).at;
    const answered = eventOf(caller, "exit", /./).at;
    assert.ok(before <= sent && sent <= received + ROUNDING && received <= answered + ROUNDING);
    for (const { at, end } of worker.jobs) assert.ok(before <= at + ROUNDING && at <= end && end <= after + ROUNDING);
    assert.is(worker.jobs.length, 1);
    await own.close();
  });

test("jobs that are plain functions are listed, also those inside others and those run by who joins them; the rest are tasks", async () => {
  const own = await start(1);
  const trace = await own.trace();
  await own.run(jobs.nests);
  await own.run(jobs.steps, "a");
  await own.run(jobs.later, "b");
  const { running, release } = await spinning(own);
  await own.join(own.fork(jobs.add, 1, 2));
  release();
  await running;
  const recorded = await trace.stop();
  const worker = recordOf(recorded, 0);
  assert.equal(jobsOf(worker), ["nests", "where", "spins"]);
  const [outer, inner] = worker.jobs;
  assert.ok(outer !== undefined && inner !== undefined && outer.at <= inner.at && inner.end <= outer.end);
  assert.ok(tasksOf(worker).has("steps") && tasksOf(worker).has("later"));
  assert.equal(jobsOf(recordOf(recorded, 1)), ["add"]);
  await own.close();
});

test("what is too much for one message comes whole, and of what is over the capacity the newest", async () => {
  const run = () => Promise.all(Array.from({ length: 2500 }, (_, n) => threads.run(jobs.add, n, 1)));
  const countOf = ({ threads: all }: TracedThreads) => all.reduce((sum, each) => sum + each.jobs.length, 0);
  const whole = await threads.trace();
  await run();
  assert.is(countOf(await whole.stop()), 2500);
  const small = await threads.trace({ capacity: 100 });
  await run();
  await meet();
  const recorded = await small.stop();
  assert.ok(countOf(recorded) <= 200);
  assert.is(countOf(recorded) + recorded.threads.reduce((sum, { lost }) => sum + lost, 0) >= 2502, true);
  for (const worker of [0, 1]) assert.is(jobsOf(recordOf(recorded, worker)).at(-1), "meet");
});

test("what is recorded after the end is nothing, and a second stop gives the same", async () => {
  const trace = await threads.trace();
  await meet();
  const recorded = await trace.stop();
  await meet();
  assert.is(await trace.stop(), recorded);
  assert.equal(jobsOf(recordOf(recorded, 0)), ["meet"]);
});

test("a second trace ends the first, which keeps what it has", async () => {
  const first = await threads.trace();
  await meet();
  const second = await threads.trace();
  const cell = new Int32Array(new SharedArrayBuffer(4));
  await threads.run(jobs.adds, cell);
  const one = await first.stop();
  const other = await second.stop();
  for (const worker of [0, 1]) assert.equal(jobsOf(recordOf(one, worker)), ["meet"]);
  assert.equal([...jobsOf(recordOf(other, 0)), ...jobsOf(recordOf(other, 1))], ["adds"]);
});

test("a capacity that makes no sense is refused, and the trace that runs goes on", async () => {
  const trace = await threads.trace();
  const error = await rejection(threads.trace({ capacity: 0 }));
  assert.equal(
    [error.code, error.message],
    ["ERR_MAILSLOT_ARGUMENT", "the capacity of a trace is 0: give a whole number from 1"],
  );
  await meet();
  assert.equal(jobsOf(recordOf(await trace.stop(), 1)), ["meet"]);
});

test("a worker that dies takes what it has recorded with it, and is missing; the one in its place is recorded", async () => {
  const own = await start(1);
  const trace = await own.trace();
  await own.run(jobs.add, 1, 2);
  await rejection(own.run(jobs.ends, 3));
  await own.spawn(known.Account, 1); // it is connected, and so has its order
  await turns(own);
  await own.run(jobs.steps, "a");
  const recorded = await trace.stop();
  assert.equal(recorded.missing, [{ thread: 0, why: "died" }]);
  assert.equal(
    recorded.threads.map(({ thread }) => thread),
    [0, 1],
  );
  assert.ok(tasksOf(recordOf(recorded, 0)).has("steps"));
  assert.not.ok(jobsOf(recordOf(recorded, 0)).includes("add"));
  await own.close();
});

test("a worker that is stuck is missing, and holds up nobody for long; one that goes on is recorded from then on", async () => {
  const own = await start(1);
  const first = await own.trace();
  const { running, release } = await spinning(own);
  const recorded = await first.stop();
  assert.equal(recorded.missing, [{ thread: 0, why: "silent" }]);
  assert.equal(
    recorded.threads.map(({ name }) => name),
    ["calling thread"],
  );
  const second = await own.trace(); // it cannot begin
  release();
  await running;
  await turns(own);
  await own.run(jobs.steps, "a");
  const later = await second.stop();
  assert.equal(later.missing, []);
  assert.ok(tasksOf(recordOf(later, 0)).has("steps"));
  await own.close();
});

test("closing the threads ends a trace, and it can still be had; then none begins", async () => {
  const own = await start(1);
  const trace = await own.trace();
  await own.run(jobs.add, 1, 2);
  await own.close();
  const recorded = await trace.stop();
  assert.equal(jobsOf(recordOf(recorded, 0)), ["add"]);
  assert.equal(recorded.missing, []);
  const error = await rejection(own.trace());
  assert.equal(
    [error.code, error.message],
    ["ERR_MAILSLOT_CLOSED", "the trace was not started: these threads are closed; start others"],
  );
});

test("closing the threads while a trace begins, or is collected, ends both", async () => {
  const own = await start(1);
  const beginning = own.trace();
  await own.close();
  assert.equal((await (await beginning).stop()).missing, []);
  const other = await start(1);
  const trace = await other.trace();
  const [recorded] = await Promise.all([trace.stop(), other.close()]);
  assert.equal(recorded.missing, []);
});

test("a trace that is forgotten does not keep the program alive", async () => {
  // This file ends only if that is so: these are never closed.
  const own = await start(1);
  await own.trace();
  assert.is(await own.run(jobs.add, 1, 2), 3);
});

test.run();
