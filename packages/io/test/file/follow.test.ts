// runs under Node alone: it needs files.
/** Watching and following files, past rotation and truncation. */
import { spawnSync } from "node:child_process";
import { appendFileSync, mkdirSync, renameSync, rmSync, truncateSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createScheduler, go, timeout } from "@mailslot/core";
import { follow, lines, watchFile } from "@mailslot/io";
import { select } from "@mailslot/select";
import { rejection, thrown } from "@mailslot/test-support/rejection";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { descriptors, eventually, scratch } from "../scratch.js";

const folder = scratch();
let made = 0;

function fresh(content?: string): string {
  const path = join(folder, `file-${made++}`);
  if (content !== undefined) writeFileSync(path, content);
  return path;
}

test("each kind of change is told, also one that came between two waits", async () => {
  const path = fresh();
  using watched = watchFile(path);
  const next = async () => Object.values(await watched.recv()).join(" ");
  writeFileSync(path, "one");
  assert.is(await next(), "created 3");
  appendFileSync(path, "two");
  assert.is(await next(), "grown 6");
  truncateSync(path, 2);
  assert.is(await next(), "truncated 2");
  utimesSync(path, 1, 1);
  assert.is(await next(), "changed 2");
  const waiting = go(() => next());
  writeFileSync(`${path}.new`, "other");
  renameSync(`${path}.new`, path);
  assert.is(await waiting, "replaced 5");
  rmSync(path);
  assert.is(await next(), "removed 0");
});

test("a slow reader is told once of any number of changes", async () => {
  const path = fresh("");
  using watched = watchFile(path);
  for (let n = 0; n < 1_000; n++) appendFileSync(path, "x");
  assert.equal(await watched.recv(), { kind: "grown", size: 1_000 });
  const event = await go(() => select({ change: watched }, { otherwise: true }));
  assert.is(event.case, "otherwise");
});

test("a folder that does not exist is an error, and a closed watch ends", async () => {
  assert.is(thrown(() => watchFile(join(folder, "nowhere", "file"))).code, "ERR_MAILSLOT_NOT_FOUND");
  const watched = watchFile(fresh());
  const waiting = rejection(watched.recv());
  watched.close();
  assert.is((await waiting).code, "ERR_MAILSLOT_CLOSED");
  for await (const _ of watched) throw new Error("it is closed");
});

test("a file is followed as it grows, from its end or its start", async () => {
  const path = fresh("old\n");
  using all = follow(path, { from: "start" });
  using fromNow = follow(path);
  const [everything, recent] = [lines(all), lines(fromNow)];
  assert.is(await everything.recv(), "old");
  const waiting = go(() => recent.recv());
  appendFileSync(path, "ne");
  appendFileSync(path, "w\n");
  assert.is(await waiting, "new");
  assert.is(await everything.recv(), "new");
});

test("what was truncated is read from its beginning; what was rotated to its end, and then its successor", async () => {
  const path = fresh();
  using followed = follow(path);
  const from = lines(followed);
  const first = go(() => from.recv());
  writeFileSync(path, "one\n");
  assert.is(await first, "one");
  const second = go(() => from.recv());
  writeFileSync(path, "2\n"); // shorter than what was read: whenever it is looked at, it has become so
  assert.is(await second, "2");
  appendFileSync(path, "three\n");
  renameSync(path, `${path}.1`);
  writeFileSync(path, "four\n");
  assert.is(await from.recv(), "three");
  assert.is(await from.recv(), "four");
});

test("a follower that is closed gives the end, and leaves nothing open", async () => {
  const before = descriptors();
  const followed = follow(fresh("x"));
  const waiting = go(() => followed.read());
  assert.is((await rejection(timeout(followed.read(), 1))).code, "ERR_MAILSLOT_TIMEOUT");
  followed.close();
  assert.is(await waiting, undefined);
  assert.is(await followed.read(), undefined);
  assert.ok(await eventually(() => descriptors() <= before + 1));
});

test("a folder cannot be followed, and a task of another scheduler is told that it is not its own", async () => {
  const inner = join(folder, "inner");
  mkdirSync(inner);
  for (const from of ["start", "end"] as const)
    assert.is(thrown(() => follow(inner, { from })).code, "ERR_MAILSLOT_IS_FOLDER");
  const other = createScheduler({ name: "other" });
  using watched = watchFile(fresh());
  assert.is((await rejection(other.go(() => watched.recv()))).code, "ERR_MAILSLOT_TWO_SCHEDULERS");
});

test("what is not a file is not followed, and nothing waits for its opening", () => {
  const pipe = fresh();
  spawnSync("mkfifo", [pipe]);
  assert.match(thrown(() => follow(pipe)).message, /^following .* failed: it is not a file/);
});

test("a pipe that takes the name of a followed file fails the wait", async () => {
  const path = fresh("");
  using followed = follow(path);
  const waiting = rejection(followed.read());
  rmSync(path);
  spawnSync("mkfifo", [path]);
  assert.is((await waiting).code, "ERR_MAILSLOT_IO");
});

test.run();
