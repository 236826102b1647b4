// watchdog: 120 s
/** Spares: who stands by, for whom, and until when. */

import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { rejection } from "@mailslot/test-support/rejection";
import { type StuckWorker, startThreads, type Threads, type ThreadsOptions, type WorkerDeath } from "@mailslot/threads";
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

// With one worker, the calling thread is 1, and the spare is 2.
const start = (options: Partial<ThreadsOptions> = {}): Promise<Threads> =>
  startThreads({ workers: 1, spare: 1, entry: [work, actors], execArgv: [], ...options });

/** Runs many jobs at once; returns on which threads. */
async function wheres(threads: Threads, group?: string): Promise<number[]> {
  const all = await Promise.all(Array.from({ length: 300 }, () => threads.runWith({ group }, jobs.where)));
  return [...new Set(all)].sort();
}

/** Starts threads and holds up one worker until `release`; returns when it was found to be stuck. */
async function stuck(options: Partial<ThreadsOptions> = {}) {
  const flag = new Int32Array(new SharedArrayBuffer(8));
  let report: (one: StuckWorker) => void = () => {};
  const reported = new Promise<StuckWorker>((resolve) => {
    report = resolve;
  });
  const onStuck = (one: StuckWorker): void => {
    if (one.name === "spins") report(one); // a busy machine may hold up others
  };
  // Long beside what a busy machine holds up a thread for.
  const threads = await start({ stuckAfter: 250, onStuck, ...options });
  const running = threads.run(jobs.spins, flag);
  running.catch(() => undefined); // where it is ended
  const found = await reported;
  const release = (): Promise<void> => {
    Atomics.store(flag, 1, 1);
    return running;
  };
  return { threads, found, running, release };
}

test("a spare runs nothing while all workers are well", async () => {
  const threads = await start();
  for (let round = 0; round < 20; round++) assert.equal(await wheres(threads), [0]);
  assert.equal([threads.workers, threads.counters()[2]?.run], [1, 0]);
  await threads.close();
});

test("a spare runs what stands in the ring of a worker that is stuck, and what comes later, until that moves again", async () => {
  const { threads, release } = await stuck();
  assert.equal(await wheres(threads), [2]);
  assert.equal(await wheres(threads), [2]);
  await release();
  // A busy machine may hold up a worker again, for as long as counts here.
  for (let rounds = 0; rounds < 5; ) rounds = (await wheres(threads)).includes(2) ? 0 : rounds + 1;
  await threads.close();
});

test("forks of a job on a spare run, and its asks are answered, also after its worker moves again", async () => {
  const { threads, found, release } = await stuck({ workers: 2, spare: 1 });
  assert.is(await threads.run(jobs.fib, 16, 8), 987);
  const account = await threads.spawnWith({ worker: 1 - found.worker }, known.Account, 7);
  await release();
  assert.is(await account.ask.balance(), 7);
  assert.is(await threads.run(jobs.fib, 16, 8), 987);
  await threads.close();
});

test("a spare runs what waits while a worker that has died is being replaced", async () => {
  const folder = mkdtempSync(join(tmpdir(), "mailslot-spares-"));
  const file = join(folder, "wait");
  // Holds up the start of worker 0 while there is a file.
  const slow = `import { existsSync } from "node:fs"; import { workerData } from "node:worker_threads";
    while (workerData.id === 0 && existsSync(${JSON.stringify(file)})) await new Promise((go) => setTimeout(go, 5));`;
  const deaths: WorkerDeath[] = [];
  const imports = [`data:text/javascript,${encodeURIComponent(slow)}`];
  const threads = await start({ imports, onDeath: (death) => deaths.push(death) });
  writeFileSync(file, "");
  const ending = rejection(threads.run(jobs.ends, 1));
  assert.is((await ending).code, "ERR_MAILSLOT_NO_CONNECTION");
  assert.equal(await wheres(threads), [2]);
  assert.ok(existsSync(file));
  rmSync(folder, { recursive: true });
  let last = await wheres(threads);
  while (last.includes(2)) last = await wheres(threads);
  assert.equal(
    deaths.map(({ worker }) => worker),
    [0],
  );
  await threads.close();
});

test("what a stuck worker has begun is begun again on a spare, if it may be, when the worker is ended", async () => {
  const { threads, found, running } = await stuck();
  const error = rejection(running);
  found.end();
  assert.is((await error).code, "ERR_MAILSLOT_NO_CONNECTION");
  assert.ok((await wheres(threads)).every((where) => where === 2 || where === 0));
  await threads.close();
});

test("spares of a group stand by for its workers alone", async () => {
  const flag = new Int32Array(new SharedArrayBuffer(8));
  let heard: () => void = () => {};
  const reported = new Promise<void>((resolve) => {
    heard = resolve;
  });
  const threads = await start({
    spare: 0,
    groups: { disk: { workers: 1, spare: 1 } },
    stuckAfter: 250,
    onStuck: ({ name }) => {
      if (name === "spins") heard(); // a busy machine may hold up others, and this one before
    },
  });
  // Worker 0 is in no group, 1 in "disk"; 2 is the calling thread, 3 the spare of "disk".
  const running = threads.runWith({ group: "disk" }, jobs.spins, flag);
  await reported;
  assert.equal([await wheres(threads, "disk"), await wheres(threads)], [[3], [0]]);
  Atomics.store(flag, 1, 1);
  await running;
  await threads.close();
});

test("a spare that dies is replaced, as a worker is", async () => {
  const deaths: number[] = [];
  const { threads, release } = await stuck({ onDeath: ({ worker }) => deaths.push(worker) });
  const ending = rejection(threads.run(jobs.ends, 1));
  assert.is((await ending).code, "ERR_MAILSLOT_NO_CONNECTION");
  assert.equal(deaths, [2]);
  assert.equal(await wheres(threads), [2]);
  await release();
  await threads.close();
});

test("actors live on no spare", async () => {
  const threads = await start();
  const where = await Promise.all(
    Array.from({ length: 8 }, async (_, n) => (await threads.spawn(known.Account, n)).ask.worker()),
  );
  assert.equal([...new Set(where)], [0]);
  assert.throws(() => threads.spawnWith({ worker: 2 }, known.Account, 1), /the number of a worker, from 0 to 0/);
  await threads.close();
});

test("numbers of spares that make no sense are refused", async () => {
  for (const options of [
    { spare: -1 },
    { spare: 0.5 },
    { spare: "1" },
    { spare: 2000 },
    { groups: { disk: { workers: 1, spare: -1 } } },
  ]) {
    const error = await rejection(start(options as never));
    assert.is(error.code, "ERR_MAILSLOT_ARGUMENT");
    assert.match(error.message, "spare");
  }
});

test.run();
