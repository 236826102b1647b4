// watchdog: 120 s
/** The context in which a job is made goes with it to the thread that runs it. */

import { defaultScheduler, observe } from "@mailslot/core";
import { rejection } from "@mailslot/test-support/rejection";
import { startThreads, type Threads } from "@mailslot/threads";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { type Contexts, contexts } from "../contexts.js";

let threads: Threads;
let jobs: Contexts;
const scheduler = defaultScheduler();
let hear: (report: string) => void = () => {};

test.before(async () => {
  // What a carrier throws is told once the turn is over.
  scheduler.onUnhandled = (error) => hear(String((error as Error).message));
  jobs = (await import(contexts.href)) as Contexts;
  threads = await startThreads({ workers: 2, entry: contexts, execArgv: [] });
});
test.before.each(() => {
  observe(scheduler, { carrier: jobs.carrier });
});
test.after.each(() => observe(scheduler, null));
test.after(() => threads.close());

const as = <R>(user: unknown, act: () => R): R => jobs.users.run(user, act);

test("a job runs in the context in which it was made, also after it has waited", async () => {
  assert.equal(await as("Ada", () => threads.run(jobs.plain)), ["Ada", false]);
  assert.equal(await as("Bob", () => threads.run(jobs.steps)), ["Bob", false, "Bob", false]);
  assert.equal(await as({ name: "Cleo" }, () => threads.run(jobs.later)), [
    { name: "Cleo" },
    false,
    { name: "Cleo" },
    false,
  ]);
});

test("what a job makes, and forks, has the context of the job", async () => {
  assert.equal(await as("Ada", () => threads.run(jobs.makes)), ["Ada", "Ada"]);
});

test("a thousand jobs at once never mix theirs", async () => {
  const all = await Promise.all(
    Array.from({ length: 1000 }, (_, n) =>
      as(`user ${n}`, (): Promise<unknown[]> => (n % 2 === 0 ? threads.run(jobs.plain) : threads.run(jobs.steps))),
    ),
  );
  for (const [n, said] of all.entries()) assert.is(said[0], `user ${n}`);
});

test("a fork that is run by who joins it has the context of who forked it", async () => {
  const fork = as("Ada", () => threads.fork(jobs.plain));
  const [user] = await as("Bob", () => threads.join(fork));
  assert.is(user, "Ada");
});

test("jobs on the calling thread have it, too", async () => {
  const own = await startThreads({ workers: 1, here: true, entry: contexts, execArgv: [] });
  const all = await Promise.all(Array.from({ length: 600 }, (_, n) => as(n, () => own.run(jobs.plain))));
  assert.equal(
    all.map(([user]) => user),
    Array.from({ length: 600 }, (_, n) => n),
  );
  await own.close();
});

test("large arguments and a second beginning keep it", async () => {
  const large = "x".repeat(100_000);
  assert.equal(await as("Ada", () => threads.run(jobs.plain, large)), ["Ada", false]);
  const cell = new Int32Array(new SharedArrayBuffer(4));
  assert.equal(await as("Ada", () => threads.runWith({ retry: 1 }, jobs.dies, cell)), ["Ada", false]);
});

test("one that is made without a context, or with one that JSON cannot hold, runs as the carrier of its thread says", async () => {
  assert.equal(await threads.run(jobs.plain), ["nobody", false]);
  assert.equal(await as(1n, () => threads.run(jobs.plain)), ["nobody", false]);
  observe(scheduler, null);
  assert.equal(await as("Ada", () => threads.run(jobs.plain)), ["nobody", false]);
});

test("a carrier that fails costs the context, is reported, and the job runs", async () => {
  const reports: string[] = [];
  const all = new Promise<void>((resolve) => {
    hear = (report) => reports.push(report) === 3 && resolve();
  });
  const broken = (): never => {
    throw new Error("the carrier is broken");
  };
  observe(scheduler, { carrier: { ...jobs.carrier, capture: broken } });
  assert.equal(await threads.run(jobs.plain), ["nobody", false]);
  observe(scheduler, { carrier: { ...jobs.carrier, pack: broken } });
  assert.equal(await threads.run(jobs.plain), ["nobody", false]);
  observe(scheduler, { carrier: { ...jobs.carrier, run: () => {} } });
  while (reports.length < 3) await threads.join(threads.fork(jobs.plain)); // until this thread has run one
  await all;
  assert.match(reports[0] as string, /^capture of the context carrier threw: the carrier is broken/);
  assert.match(reports[1] as string, /^pack of the context carrier threw: the carrier is broken/);
  assert.match(reports[2] as string, /^the context carrier for task plain threw: it did not call/);
});

test("what the carrier of a worker cannot read costs the context, and not the job", async () => {
  const [user] = await as("stray", () => threads.run(jobs.plain));
  assert.is.not(user, "stray");
});

test("a job that fails is rejected as before", async () => {
  const error = await rejection(as("Ada", () => threads.runWith({ signal: AbortSignal.abort() }, jobs.plain)));
  assert.is(error.name, "AbortError");
});

test.run();
