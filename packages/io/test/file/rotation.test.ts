// runs under Node alone: it needs files.
/** Following files past everything that rotations do: no line is lost, none comes twice. */
import {
  appendFileSync,
  copyFileSync,
  linkSync,
  mkdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { go } from "@mailslot/core";
import { follow, type Lines, lines, watchFile } from "@mailslot/io";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { scratch } from "../scratch.js";

const folder = scratch();
let made = 0;

function fresh(content = ""): string {
  const path = join(folder, `log${made++}x`);
  writeFileSync(path, content);
  return path;
}

async function take(from: Lines, count: number): Promise<string[]> {
  const taken: string[] = [];
  while (taken.length < count) taken.push(await from.recv());
  return taken;
}

/** Follows a file in which "0" was read. */
async function following(): Promise<{ path: string; from: Lines; close(): void }> {
  const path = fresh();
  const followed = follow(path);
  const from = lines(followed);
  appendFileSync(path, "0\n");
  assert.is(await from.recv(), "0");
  return { path, from, close: () => followed.close() };
}

test("what was written to the old file up to its end is read before the new one", async () => {
  const { path, from, close } = await following();
  const waiting = go(() => from.recv());
  for (let n = 1; n < 200; n++) {
    appendFileSync(path, `${n}\n`);
    renameSync(path, `${path}.1`);
    writeFileSync(path, "");
    if (n === 1) assert.is(await waiting, "1");
    else assert.is(await from.recv(), String(n));
  }
  close();
});

test("files that had the name only between two looks are read too, in order", async () => {
  const { path, from, close } = await following();
  for (let n = 1; n < 10; n++) {
    appendFileSync(path, `${n}\n`);
    renameSync(path, `${path}.${n}`);
    await pause(); // files made within one tick of the system's clock have no order
    writeFileSync(path, "");
  }
  appendFileSync(path, "10\n");
  assert.equal(await take(from, 10), ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10"]);
  close();
});

test("what was not read before a truncation is found in the copy", async () => {
  const { path, from, close } = await following();
  for (let n = 1; n < 5; n++) {
    appendFileSync(path, `${n}\n`);
    copyFileSync(path, `${path}.copy${n}`);
    truncateSync(path);
  }
  appendFileSync(path, "5\n");
  assert.equal(await take(from, 5), ["1", "2", "3", "4", "5"]);
  close();
});

test("a file that was truncated and has grown past what was read is read from its beginning", async () => {
  const { path, from, close } = await following();
  truncateSync(path);
  appendFileSync(path, "longer than before\n");
  assert.is(await from.recv(), "longer than before");
  writeFileSync(path, "as long as it was.\n");
  assert.is(await from.recv(), "as long as it was.");
  close();
});

test("a copy of what was read is not read again when the file is renamed later", async () => {
  const { path, from, close } = await following();
  copyFileSync(path, `${path}.copy`);
  truncateSync(path);
  appendFileSync(path, "1\n");
  assert.is(await from.recv(), "1");
  await pause();
  renameSync(path, `${path}.1`);
  writeFileSync(path, "2\n");
  assert.is(await from.recv(), "2");
  close();
});

test("a new file is distinguished from the old one even with the same inode number", async () => {
  const { path, from, close } = await following();
  unlinkSync(path);
  await pause();
  writeFileSync(path, "0\n1\n"); // systems give the number out again
  assert.equal(await take(from, 2), ["0", "1"]);
  close();
});

test("a file in another folder is followed through a symlink, and so is the next that the link leads to", async () => {
  const elsewhere = join(folder, "elsewhere");
  mkdirSync(elsewhere);
  const [one, two] = [join(elsewhere, "one"), join(elsewhere, "two")];
  writeFileSync(one, "");
  writeFileSync(two, "2\n");
  const path = join(folder, "link");
  symlinkSync(one, path);
  using followed = follow(path);
  const from = lines(followed);
  const first = go(() => from.recv());
  setImmediate(() => appendFileSync(one, "1\n"));
  assert.is(await first, "1");
  const second = go(() => from.recv());
  symlinkSync(two, `${path}.new`);
  renameSync(`${path}.new`, path);
  assert.is(await second, "2");
});

test("what is written by another name of the file, in another folder, is read", async () => {
  const path = fresh();
  const other = join(folder, "hard");
  mkdirSync(other);
  linkSync(path, join(other, "name"));
  using followed = follow(path);
  const waiting = go(() => lines(followed).recv());
  setImmediate(() => appendFileSync(join(other, "name"), "1\n"));
  assert.is(await waiting, "1");
});

test("a folder that is replaced is noticed by followers and by watches", async () => {
  const inner = join(folder, "inner");
  mkdirSync(inner);
  const path = join(inner, "log");
  writeFileSync(path, "0\n");
  using followed = follow(path, { every: 5 });
  using watched = watchFile(path, { every: 5 });
  const waiting = go(() => lines(followed).recv());
  const change = go(() => watched.recv());
  renameSync(inner, `${inner}.old`);
  mkdirSync(inner);
  writeFileSync(path, "1\n");
  assert.is(await waiting, "1");
  await change;
  rmSync(inner, { recursive: true });
  while ((await watched.recv()).kind !== "removed");
});

/** Until the clock by which files are dated has moved. */
async function pause(): Promise<void> {
  const end = Date.now() + 12;
  while (Date.now() < end) await new Promise((looked) => setImmediate(looked));
}

test.run();
