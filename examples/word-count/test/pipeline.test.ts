/** The pipeline over a disk that fails, waits or is given up: nothing hangs, and every file is closed. */
import { CancelledError, dump } from "@mailslot/core";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { countFolder, type Plan, type Result } from "../src/pipeline.js";
import { diskError, FakeDisk } from "./fake-disk.js";

const WORKERS = 3;
const PATHS = 64; // capacity of the channel between walk and read

function files(many: number): Map<string, string> {
  return new Map(Array.from({ length: many }, (_, n) => [`${n}.txt`, "one two three"]));
}

function run(disk: FakeDisk, rest: Partial<Plan> = {}): Promise<Result> {
  const progress = { found() {}, read() {} };
  const plan = { disk, folder: "root", skip: new Set<string>(), workers: WORKERS, progress, ...rest };
  return Promise.resolve(countFolder(plan));
}

/** Resolves when `condition` holds, after as many turns of the event loop as that takes. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((turn) => setImmediate(turn));
}

const waiting = (what: string): number => dump().filter(({ waitingFor }) => waitingFor?.includes(what) === true).length;

test("back-pressure: while nothing can be read, the walk stops when the channel is full", async () => {
  const disk = new FakeDisk(files(500));
  let release: () => void = () => assert.unreachable("the gate was not made");
  const gate = new Promise<void>((open) => {
    release = open;
  });
  disk.beforeOpen = () => gate;
  let found = 0;
  const counted = run(disk, { progress: { found: () => void found++, read() {} } });
  await until(() => waiting("send on channel paths") === 1 && waiting("a promise") === WORKERS);
  assert.is(found, PATHS + WORKERS + 1);
  assert.is(disk.opened, 0);
  release();
  const { sum, pipes, stages } = await counted;
  assert.is(sum.words, 1500);
  assert.is(pipes[0]?.peak, PATHS);
  assert.ok((stages.find(({ name }) => name === "walk")?.blocked ?? 0) > 0);
  assert.is(disk.openNow, 0);
});

test("no more files are open at once than there are workers", async () => {
  const disk = new FakeDisk(files(100));
  let most = 0;
  disk.beforeRead = async () => void (most = Math.max(most, disk.openNow));
  await run(disk);
  assert.is(most, WORKERS);
});

test("a file that cannot be opened or read is named with the reason, and the others are counted", async () => {
  const disk = new FakeDisk(files(10));
  disk.beforeOpen = async (path) => {
    if (path.endsWith("3.txt")) throw diskError("EACCES");
  };
  disk.beforeRead = async (path) => {
    if (path.endsWith("5.txt")) throw diskError("EIO");
  };
  const { sum, skipped } = await run(disk);
  assert.is(sum.words, 8 * 3);
  assert.equal(skipped.map(({ path, reason, unreadable }) => [path, reason, unreadable]).sort(), [
    ["root/3.txt", "EACCES", true],
    ["root/5.txt", "EIO", true],
  ]);
  assert.is(disk.openNow, 0);
});

test("a folder that cannot be listed is named with the reason", async () => {
  const { sum, skipped } = await run(new FakeDisk(files(1)), { folder: "broken" });
  assert.is(sum.files.size, 0);
  assert.equal(skipped, [{ path: "broken", reason: "EACCES", unreadable: true }]);
});

test("an error that is not the disk's ends the pipeline, and every file is closed", async () => {
  const disk = new FakeDisk(files(200));
  disk.beforeRead = async (path) => {
    if (path.endsWith("50.txt")) throw new TypeError("a fault of the program");
  };
  const error = await run(disk).catch((error: unknown) => error);
  assert.instance(error, TypeError);
  assert.is(disk.openNow, 0);
});

test("aborted while files are read, it fails with CancelledError when every file is closed", async () => {
  const disk = new FakeDisk(files(200));
  disk.beforeRead = () => new Promise(() => undefined);
  const abort = new AbortController();
  const counted = run(disk, { signal: abort.signal }).catch((error: unknown) => error);
  await until(() => disk.openNow === WORKERS);
  abort.abort();
  assert.instance(await counted, CancelledError);
  assert.is(disk.opened, WORKERS);
  assert.is(disk.openNow, 0);
});

test("aborted while a file is being opened, it closes that file too", async () => {
  const disk = new FakeDisk(files(1));
  const abort = new AbortController();
  disk.beforeOpen = async () => abort.abort();
  const error = await run(disk, { signal: abort.signal }).catch((error: unknown) => error);
  assert.instance(error, CancelledError);
  assert.is(disk.opened, 1);
  assert.is(disk.openNow, 0);
});

test.run();
