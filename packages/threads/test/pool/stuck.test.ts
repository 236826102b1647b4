// watchdog: 120 s
/** Workers that are stuck are reported, with what they run and where they are, and can be ended. */

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { rejection } from "@mailslot/test-support/rejection";
import { type StuckWorker, startThreads, type Threads } from "@mailslot/threads";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { type ActorsModule, actors } from "../actors.js";
import { type Work, work } from "../work.js";

let threads: Threads;
let jobs: Work;
let known: ActorsModule;
let hear: (stuck: StuckWorker) => void = () => {};

test.before(async () => {
  jobs = (await import(work.href)) as Work;
  known = (await import(actors.href)) as ActorsModule;
  threads = await startThreads({
    workers: 1,
    entry: [work, actors],
    execArgv: [],
    stuckAfter: 40,
    onStuck: (stuck) => hear(stuck),
  });
});
test.after(() => threads.close());

/** Waits for a report of something by this name: a busy machine may make others. */
function reportOf(name: string): Promise<StuckWorker> {
  return new Promise((resolve) => {
    hear = (stuck) => {
      if (stuck.name.includes(name)) resolve(stuck);
    };
  });
}

/** Ends the loops that wait for it. */
function release(flag: Int32Array): void {
  Atomics.store(flag, 1, 1);
}

test("a job that loops is reported, by its name and with its stack, and goes on", async () => {
  const flag = new Int32Array(new SharedArrayBuffer(8));
  const reported = reportOf("spins");
  const running = threads.run(jobs.spins, flag);
  const { worker, after, name, stack } = await reported;
  release(flag);
  assert.equal([worker, after, name], [0, 40, "spins"]);
  assert.match(stack as string, /^ {4}at loopsUntilTold \(file:.*entries\/work\.mjs:\d+:\d+\)/);
  await running;
  assert.is(await threads.run(jobs.add, 1, 2), 3);
});

test("an actor that loops is reported by its name", async () => {
  const flag = new Int32Array(new SharedArrayBuffer(8));
  const account = await threads.spawn(known.Account, 1);
  const reported = reportOf("account");
  const asked = account.ask.spin(flag);
  const { stack } = await reported;
  release(flag);
  assert.match(stack as string, /at spin \(file:.*entries\/actors\.mjs/);
  await asked;
});

test("what loops after a wait is found, though the pump of its worker sleeps", async () => {
  const flag = new Int32Array(new SharedArrayBuffer(8));
  const reported = new Promise<StuckWorker>((resolve) => {
    hear = (stuck) => {
      if (stuck.stack?.includes("loopsUntilTold")) resolve(stuck);
    };
  });
  const running = threads.run(jobs.spinsLater, flag);
  assert.is((await reported).worker, 0);
  release(flag);
  await running;
});

test("one that waits in Atomics.wait says where", async () => {
  const cell = new Int32Array(new SharedArrayBuffer(4));
  const reported = reportOf("meet");
  const running = threads.run(jobs.meet, cell, 2);
  const { name, stack } = await reported;
  Atomics.store(cell, 0, 2);
  Atomics.notify(cell, 0);
  assert.is(name, "meet");
  assert.match(stack as string, "entries/work.mjs");
  await running;
});

test("one in a native call, which cannot be asked, is reported with the jobs that it has begun", async () => {
  const folder = mkdtempSync(join(tmpdir(), "mailslot-stuck-"));
  const file = join(folder, "go-on");
  const reported = reportOf("waitsForFile");
  const running = threads.run(jobs.waitsForFile, file);
  const { name, stack } = await reported;
  writeFileSync(file, "");
  await running;
  rmSync(folder, { recursive: true });
  assert.equal([name, stack], ["waitsForFile", undefined]);
});

test("a worker that is stuck can be ended: its job fails, and another takes its place", async () => {
  const flag = new Int32Array(new SharedArrayBuffer(8));
  const reported = reportOf("spins");
  const running = rejection(threads.run(jobs.spins, flag));
  const stuck = await reported;
  stuck.end();
  assert.is((await running).code, "ERR_MAILSLOT_NO_CONNECTION");
  assert.is(await threads.run(jobs.add, 1, 2), 3);
  stuck.end(); // what has ended already
  assert.is(await threads.run(jobs.add, 1, 2), 3);
});

test("where nobody listens, a warning says it", async () => {
  const before = console.warn;
  const flag = new Int32Array(new SharedArrayBuffer(8));
  const warned = new Promise<string>((resolve) => {
    console.warn = (text: string) => resolve(text);
  });
  const own = await startThreads({ workers: 1, entry: work, execArgv: [], stuckAfter: 200 });
  try {
    const running = own.run(jobs.spins, flag);
    const text = await warned;
    release(flag);
    assert.match(text, /^worker 0 has not moved for 0\.2 s/);
    assert.match(text, "split the work, listen by onStuck");
    await running;
  } finally {
    console.warn = before;
    await own.close();
  }
});

test.run();
