// runs under Node alone: it needs files.
/** Files as a whole. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { go } from "@mailslot/core";
import { appendFile, readFile, writeFile } from "@mailslot/io";
import { select } from "@mailslot/select";
import { rejection } from "@mailslot/test-support/rejection";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { scratch } from "../scratch.js";

const folder = scratch();

test("a file is read, written and appended to as a whole", async () => {
  const path = join(folder, "whole");
  await go(function* all() {
    yield* writeFile(path, "one");
    yield* appendFile(path, Buffer.from(" two"));
    const text: string = yield* readFile(path, { encoding: "utf8" });
    assert.is(text, "one two");
    const bytes: Buffer = yield* readFile(path);
    assert.is(String(bytes), "one two");
    yield* writeFile(path, "new");
    assert.is(readFileSync(path, "utf8"), "new");
  });
});

test("a whole-file operation begins when it is waited on, and only once", async () => {
  const path = join(folder, "twice");
  const append = appendFile(path, "x");
  assert.is((await rejection(readFile(path))).code, "ERR_MAILSLOT_NOT_FOUND");
  await Promise.all([append, append]);
  await append;
  assert.is(readFileSync(path, "utf8"), "x");
});

test("failures have codes", async () => {
  mkdirSync(join(folder, "inner"));
  assert.is((await rejection(readFile(join(folder, "inner")))).code, "ERR_MAILSLOT_IS_FOLDER");
  assert.is((await rejection(writeFile(join(folder, "inner"), "x"))).code, "ERR_MAILSLOT_IS_FOLDER");
  writeFileSync(join(folder, "ten"), "0123456789");
  assert.is((await rejection(writeFile(join(folder, "ten"), "x", { flags: "wx" }))).code, "ERR_MAILSLOT_EXISTS");
  const large = await rejection(readFile(join(folder, "ten"), { maxSize: 9 }));
  assert.is(large.code, "ERR_MAILSLOT_LIMIT");
  assert.match(large.message, /more than 9 bytes/);
  assert.is((await readFile(join(folder, "ten"), { maxSize: 10 })).length, 10);
});

test("a read that is given up or aborted ends", async () => {
  writeFileSync(join(folder, "some"), "some");
  const stop = new AbortController();
  const read = readFile(join(folder, "some"), { signal: stop.signal });
  const chosen = await go(() => select({ read, now: Promise.resolve("now") }));
  assert.is(chosen.case, "now");
  const waiting = rejection(readFile(join(folder, "some"), { signal: stop.signal }));
  stop.abort();
  assert.is((await waiting).code, "ERR_MAILSLOT_CANCELLED");
});

test.run();
