// watchdog: 120 s
/** Groups of workers: who runs what, and that nothing leaves its group. */

import { rejection } from "@mailslot/test-support/rejection";
import { startThreads, type Threads, ThreadsError, type WorkerDeath } from "@mailslot/threads";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { type ActorsModule, actors } from "../actors.js";
import { type Work, work } from "../work.js";

let threads: Threads;
let jobs: Work;
let known: ActorsModule;
const deaths: WorkerDeath[] = [];

// Worker 0 is in no group, 1 and 2 are those of "render", 3 that of "disk".
test.before(async () => {
  jobs = (await import(work.href)) as Work;
  known = (await import(actors.href)) as ActorsModule;
  threads = await startThreads({
    workers: 1,
    groups: { render: { workers: 2 }, disk: { workers: 1 } },
    entry: [work, actors],
    execArgv: [],
    onDeath: (death) => deaths.push(death),
  });
});
test.after(() => threads.close());

/** Runs many jobs at once in a group; returns on which workers. */
async function wheres(group: string | undefined): Promise<number[]> {
  const all = await Promise.all(Array.from({ length: 300 }, () => threads.runWith({ group }, jobs.where)));
  return [...new Set(all)].sort();
}

test("jobs run on the workers of the group that they name, and those that name none on the others", async () => {
  const [named, other, none] = await Promise.all([wheres("render"), wheres("disk"), wheres(undefined)]);
  assert.ok(named.every((worker) => worker === 1 || worker === 2));
  assert.equal([other, none, await wheres("default")], [[3], [0], [0]]);
  assert.is(threads.workers, 4);
});

test("all workers of a group run its jobs at once", async () => {
  const cell = new Int32Array(new SharedArrayBuffer(4));
  // Neither ends unless two workers run one each.
  const both = [1, 2].map(() => threads.runWith({ group: "render" }, jobs.meet, cell, 2));
  assert.equal(await Promise.all(both), [2, 2]);
});

test("what a job makes stays in its group, however idle the others are, unless it names one", async () => {
  assert.equal(await threads.runWith({ group: "disk" }, jobs.wheres, 300), [3]);
  assert.equal(await threads.runWith({ group: "disk" }, jobs.wheres, 300, "default"), [0]);
  assert.equal(await threads.run(jobs.wheres, 300, "disk"), [3]);
  assert.equal(await threads.runWith({ group: "disk" }, jobs.forked, 300), [3]);
});

test("a map runs its jobs in the group that it names", async () => {
  const all: unknown[] = [];
  for await (const result of threads.map(jobs.add as never, [1, 2, 3], { group: "disk" })) all.push(result);
  assert.is(all.length, 3);
  const error = await rejection(threads.map(jobs.add as never, [1], { group: "dusk" }).next());
  assert.is(error.code, "ERR_MAILSLOT_UNKNOWN_GROUP");
});

test("more jobs than a thread can show at once run in their group, each once", async () => {
  const cell = new Int32Array(new SharedArrayBuffer(4));
  await Promise.all(Array.from({ length: 10_000 }, () => threads.runWith({ group: "disk" }, jobs.adds, cell)));
  assert.is(cell[0], 10_000);
});

test("actors live on the workers of the group that they name, and so do those that they spawn", async () => {
  const where: number[] = [];
  for (let n = 0; n < 4; n++)
    where.push(await (await threads.spawnWith({ group: "render" }, known.Account, n)).ask.worker());
  assert.equal(where.sort(), [1, 1, 2, 2]);
  assert.is(await (await threads.spawn(known.Account, 0)).ask.worker(), 0);
  const head = await threads.spawnWith({ group: "disk" }, known.Head);
  assert.is(await (await head.ask.hire(undefined)).ask.worker(), 3);
  assert.is(await (await head.ask.hire(0)).ask.worker(), 0);
});

test("a group that is unknown is an error that names it, and those that are known", async () => {
  const text =
    'runWith() names group "rendre", but the groups of these threads are "default", "render", "disk": ' +
    "name one of these, or add it to the groups of startThreads()";
  const error = await rejection(Promise.resolve().then(() => threads.runWith({ group: "rendre" }, jobs.where)));
  assert.instance(error, ThreadsError);
  assert.equal([error.code, error.message], ["ERR_MAILSLOT_UNKNOWN_GROUP", text]);
  assert.throws(() => threads.spawnWith({ group: "x" }, known.Account, 1), /spawnWith\(\) names group "x"/);
  const inside = await rejection(threads.run(jobs.wheres, 1, "y"));
  assert.equal([inside.name, inside.code], ["ThreadsError", "ERR_MAILSLOT_UNKNOWN_GROUP"]);
});

test("a worker that is not in the group is refused", () => {
  const spawn = () => threads.spawnWith({ worker: 3, group: "render" }, known.Account, 1);
  assert.throws(spawn, /give the number of a worker of group "render", from 1 to 2/);
});

test("what waits for a worker of a group that dies runs on the one that takes its place", async () => {
  const ending = rejection(threads.runWith({ group: "disk" }, jobs.ends, 1));
  const waiting = Array.from({ length: 300 }, () => threads.runWith({ group: "disk" }, jobs.where));
  assert.is((await ending).code, "ERR_MAILSLOT_NO_CONNECTION");
  assert.equal([...new Set(await Promise.all(waiting))], [3]);
  assert.equal(
    deaths.map(({ worker }) => worker),
    [3],
  );
});

test("groups that make no sense are refused", async () => {
  for (const groups of [
    { a: { workers: 0 } },
    { a: {} },
    { a: 2 },
    { default: { workers: 1 } },
    { a: { workers: 2000 } },
  ]) {
    const error = await rejection(startThreads({ workers: 1, groups: groups as never, entry: work }));
    assert.is(error.code, "ERR_MAILSLOT_ARGUMENT");
  }
});

test.run();
