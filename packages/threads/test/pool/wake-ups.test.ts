// watchdog: 120 s
/** Who is woken for a job: nobody who takes none, or is held up, while another sleeps. */

import { startThreads, type Threads } from "@mailslot/threads";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { type ActorsModule, actors } from "../actors.js";
import { type Work, work } from "../work.js";

let jobs: Work;
let known: ActorsModule;

test.before(async () => {
  jobs = (await import(work.href)) as Work;
  known = (await import(actors.href)) as ActorsModule;
});

// The watch would wake them in the end.
const start = (workers: number): Promise<Threads> =>
  startThreads({ workers, entry: [work, actors], execArgv: [], stuckAfter: Number.POSITIVE_INFINITY });

const cells = (): Int32Array => new Int32Array(new SharedArrayBuffer(12));
const turn = (): Promise<void> => new Promise((then) => setImmediate(then));

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await turn();
}

function open(cell: Int32Array): void {
  Atomics.store(cell, 1, 1);
  Atomics.notify(cell, 1);
}

/** Begins something while only worker 0 takes jobs; returns once the other sleeps. */
async function onFirst(threads: Threads, begin: () => Promise<void>): Promise<void> {
  const held = [cells(), cells()];
  const ends = held.map((cell) => threads.run(jobs.spinsOn, cell));
  await until(() => held.every((cell) => cell[0] === 1));
  const first = held.findIndex((cell) => cell[2] === 0);
  open(held[first] as Int32Array);
  await ends[first];
  await begin();
  const parks = (): number | undefined => threads.counters()[1]?.parks;
  const before = parks();
  open(held[1 - first] as Int32Array);
  await Promise.all(ends);
  await until(() => parks() !== before);
}

/** Runs jobs one by one, so that whoever takes them sleeps in between. */
async function runsAll(threads: Threads): Promise<void> {
  for (let n = 0; n < 50; n++) {
    assert.is(await threads.run(jobs.add, n, 1), n + 1);
    if (n % 10 === 0) for (let turns = 0; turns < 50; turns++) await turn();
  }
}

test("a job is run while a worker that is full sleeps, by one that is not", async () => {
  const threads = await start(2);
  for (let round = 0; round < 3; round++) {
    const gate = cells();
    let waiting: Promise<void>[] = [];
    await onFirst(threads, async () => {
      waiting = Array.from({ length: 64 }, () => threads.run(jobs.waitsFor, gate));
      await until(() => gate[0] === 64);
    });
    await runsAll(threads);
    open(gate);
    await Promise.all(waiting);
  }
  await threads.close();
});

test("a worker that was full takes what was made meanwhile, and what comes later", async () => {
  const threads = await start(1);
  const gate = cells();
  const waiting = Array.from({ length: 64 }, () => threads.run(jobs.waitsFor, gate));
  await until(() => gate[0] === 64);
  const sum = threads.run(jobs.add, 1, 2);
  for (let turns = 0; turns < 50; turns++) await turn();
  open(gate);
  assert.is(await sum, 3);
  await Promise.all(waiting);
  await runsAll(threads);
  await threads.close();
});

test("a job is run while one that goes on after a wait holds up the worker which slept", async () => {
  const threads = await start(2);
  const flag = cells();
  let held: Promise<void> = Promise.resolve();
  await onFirst(threads, async () => {
    held = threads.run(jobs.spinsLater, flag);
    await until(() => flag[0] === 1);
  });
  await runsAll(threads);
  open(flag);
  await held;
  await threads.close();
});

test("a job is run while an actor holds up the worker that was woken for it", async () => {
  const threads = await start(2);
  const flag = cells();
  const account = await threads.spawnWith({ worker: 0 }, known.Account, 1);
  account.tell.spin(flag);
  await until(() => flag[0] === 1);
  await runsAll(threads);
  open(flag);
  assert.is(await account.ask.balance(), 1);
  await threads.close();
});

test.run();
