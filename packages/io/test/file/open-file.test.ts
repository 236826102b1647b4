// runs under Node alone: it needs files.
/** Files that are open. */
import fs, { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { join } from "node:path";
import { createScheduler, go, timeout } from "@mailslot/core";
import { lines, openFile } from "@mailslot/io";
import { select } from "@mailslot/select";
import { rejection, thrown } from "@mailslot/test-support/rejection";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { descriptors, eventually, scratch } from "../scratch.js";

const folder = scratch();
let made = 0;

function fresh(content?: string | Buffer): string {
  const path = join(folder, `file-${made++}`);
  if (content !== undefined) writeFileSync(path, content);
  return path;
}

async function contentOf(path: string, options = {}): Promise<Buffer[]> {
  await using file = await openFile(path, options);
  const chunks: Buffer[] = [];
  for (let chunk = await file.read(); chunk !== undefined; chunk = await file.read()) chunks.push(chunk);
  return chunks;
}

test("a file is read in chunks, to its end", async () => {
  const content = Buffer.alloc(200_000, "0123456789");
  const chunks = await contentOf(fresh(content), { chunkSize: 65_536 });
  assert.equal(
    chunks.map((chunk) => chunk.length),
    [65_536, 65_536, 65_536, 3_392],
  );
  assert.ok(Buffer.concat(chunks).equals(content));
  assert.equal(await contentOf(fresh("")), []);
});

test("reading can begin and end anywhere, and read at a position", async () => {
  const path = fresh("0123456789");
  assert.is(String(Buffer.concat(await contentOf(path, { start: 2, end: 9, chunkSize: 3 }))), "2345678");
  await using file = await openFile(path);
  assert.is(String(await file.readAt(4, 3)), "456");
  assert.is((await file.readAt(10, 3)).length, 0);
  assert.is(String(await file.read()), "0123456789");
  assert.is((await file.stat()).size, 10);
});

test("what is written is there when the end is", async () => {
  const path = fresh();
  await go(function* writes() {
    const file = yield* openFile(path, { flags: "w" });
    for (let n = 0; n < 1_000; n++) yield* file.write(`line ${n}\n`);
    yield* file.end();
    assert.is(readFileSync(path, "utf8").split("\n").length, 1_001);
    assert.is(file.bytesWritten, statSync(path).size);
    yield* file.close();
  });
});

test("writes without room wait, one that is given up writes nothing, and close keeps what was written", async () => {
  const path = fresh();
  const part = Buffer.alloc(60_000, "x");
  await go(function* writes() {
    const file = yield* openFile(path, { flags: "w" });
    file.write(part);
    file.write(part);
    const chosen = yield* select(
      { now: Promise.resolve(), write: file.write(Buffer.alloc(60_000, "y")) },
      { biased: true },
    );
    file.write("z");
    assert.is(yield* file.close(), null);
    const content = readFileSync(path, "latin1");
    const expected = chosen.case === "now" ? 120_001 : 180_001;
    assert.is(content.length, expected);
    assert.ok(content.endsWith("z"));
  });
});

test("appending, and writing at a place, leave the rest as it is", async () => {
  const path = fresh("0123456789");
  await using more = await openFile(path, { flags: "a" });
  await more.write("ab");
  await more.end();
  await using inside = await openFile(path, { flags: "r+", start: 3 });
  inside.write("--");
  await inside.write("+");
  await inside.end();
  await inside.sync();
  assert.is(readFileSync(path, "utf8"), "012--+6789ab");
  await inside.truncate(4);
  assert.is(readFileSync(path, "utf8"), "012-");
});

test("a file that cannot be opened says why: not found, a folder, no permission, or it exists already", async () => {
  const there = fresh("x");
  mkdirSync(join(folder, "inner"));
  const missing = await rejection(openFile(join(folder, "nobody")));
  assert.is(missing.code, "ERR_MAILSLOT_NOT_FOUND");
  assert.is((missing.cause as { code: string }).code, "ENOENT");
  assert.match(missing.message, /opening .*nobody failed: there is nothing of that name/);
  for (const flags of ["r", "w"]) {
    assert.is((await rejection(openFile(join(folder, "inner"), { flags }))).code, "ERR_MAILSLOT_IS_FOLDER");
  }
  assert.is((await rejection(openFile(join(there, "below")))).code, "ERR_MAILSLOT_NOT_FOUND");
  assert.is((await rejection(openFile(there, { flags: "wx" }))).code, "ERR_MAILSLOT_EXISTS");
  assert.is((await rejection(openFile("/proc/self/mem-of-nobody"))).code, "ERR_MAILSLOT_NOT_FOUND");
  assert.is(thrown(() => openFile(there, { start: -1 })).code, "ERR_MAILSLOT_ARGUMENT");
});

test("a write to a file that is open for reading fails, and the next write and the close tell", async () => {
  const file = await openFile(fresh("x"));
  file.write("y");
  const error = await rejection(file.end());
  assert.is(error.code, "ERR_MAILSLOT_IO");
  assert.is((error.cause as { code: string }).code, "EBADF");
  assert.is(await file.close(), error);
  assert.is(thrown(() => file.write("z")).code, "ERR_MAILSLOT_CLOSED");
});

test("a closed file fails with ClosedError, also for reads that wait", async () => {
  const file = await openFile("/dev/null", { flags: "r+" });
  const waiting = rejection(file.closed.then(() => file.read()));
  await file.close();
  assert.is((await waiting).code, "ERR_MAILSLOT_CLOSED");
  assert.is((await rejection(file.stat())).code, "ERR_MAILSLOT_CLOSED");
});

test("given up, aborted or disposed of, nothing stays open", async () => {
  const path = fresh("x");
  const before = descriptors();
  await go(function* gives() {
    const file = openFile(path);
    for (let n = 0; n < 50; n++) {
      const event = yield* select({ now: Promise.resolve(), file }, { biased: true });
      if (event.case === "file") return yield* event.value.close(); // it came between two rounds
    }
    return null;
  });
  const stop = new AbortController();
  const file = await openFile(path, { signal: stop.signal });
  stop.abort(new Error("enough"));
  assert.is((await rejection(file.read())).code, "ERR_MAILSLOT_CANCELLED");
  assert.is((await file.closed)?.message.includes("aborted"), true);
  assert.is((await rejection(openFile(path, { signal: stop.signal }))).code, "ERR_MAILSLOT_CANCELLED");
  for (let n = 0; n < 20; n++) await contentOf(path);
  const late = openFile(path).then((opened) => opened.close());
  await late;
  const isClosed = await eventually(() => descriptors() <= before); // the host may close one of its own
  assert.ok(isClosed, `${descriptors()} descriptors, ${before} before`);
});

test("a fifo is read as it comes, and its end", async () => {
  const { spawnSync } = await import("node:child_process");
  const path = fresh();
  spawnSync("mkfifo", [path]);
  const reader = go(function* reads() {
    const file = yield* openFile(path);
    const from = lines(file);
    const got = [yield* from.recv(), yield* from.recv()];
    assert.is(yield* file.read(), undefined);
    yield* file.close();
    return got;
  });
  const writer = await openFile(path, { flags: "w" });
  await writer.write("a\nb\n");
  await writer.close();
  assert.equal(await reader, ["a", "b"]);
});

test("a place or a size that makes no sense is refused at the call, and hinders no close", async () => {
  const file = await openFile(fresh("hello"), { flags: "r+" });
  const calls = [
    () => file.readAt(-1, 3),
    () => file.readAt(1.5, 3),
    () => file.readAt(2 ** 60, 3),
    () => file.readAt(0, -1),
    () => file.readAt(0, 2 ** 31),
    () => file.truncate(-1),
    () => file.truncate(0.5),
  ];
  for (const call of calls) assert.is(thrown(call).code, "ERR_MAILSLOT_ARGUMENT");
  assert.is(await file.close(), null);
});

test("a step that the platform refuses at once hinders no close", async () => {
  const file = await openFile(fresh("hello"));
  const { read } = fs;
  try {
    Object.assign(fs, { read: refuse });
    syncBuiltinESMExports();
    assert.is((await rejection(file.readAt(0, 3))).code, "ERR_MAILSLOT_IO");
  } finally {
    Object.assign(fs, { read });
    syncBuiltinESMExports();
  }
  assert.is(await file.close(), null);
});

if (existsSync("/dev/zero")) {
  test("what has no places ends where it was told to, and is not begun in the middle", async () => {
    const chunks = await contentOf("/dev/zero", { end: 100, chunkSize: 64 });
    assert.equal(
      chunks.map((chunk) => chunk.length),
      [64, 36],
    );
    const error = await rejection(openFile("/dev/zero", { start: 1 }));
    assert.match(error.message, /from its beginning, not from byte 1$/);
  });
}

test("bytes beyond 2 GiB of a sparse file are read and written at their places", async () => {
  const path = fresh("");
  const start = 2 ** 32 + 5;
  const file = await openFile(path, { flags: "r+", start });
  await file.write("far");
  await file.end();
  assert.is(String(await file.readAt(start, 10)), "far");
  assert.is((await file.stat()).size, start + 3);
  await file.close();
  assert.is(Buffer.concat(await contentOf(path, { start: start + 1 })).toString(), "ar");
  rmSync(path);
});

test("writes that a failing read leaves unwritten fail the end of the block", async () => {
  const path = fresh("");
  const block = async (): Promise<void> => {
    await using file = await openFile(path, { flags: "w" });
    const read = rejection(file.read()); // it is open for writing alone
    for (let n = 0; n < 5; n++) file.write(new Uint8Array(60_000));
    assert.is((await read).code, "ERR_MAILSLOT_IO");
  };
  assert.match((await rejection(block())).message, /^reading .* failed/);
  assert.ok(statSync(path).size < 300_000);
});

function refuse(): never {
  throw new RangeError("out of range");
}

test("one task of another scheduler is told that the file is not its own", async () => {
  const other = createScheduler({ name: "other" });
  await using file = await openFile(fresh("x"));
  assert.is((await rejection(other.go(() => file.read()))).code, "ERR_MAILSLOT_TWO_SCHEDULERS");
  assert.is((await rejection(other.go(() => file.write("x")))).code, "ERR_MAILSLOT_TWO_SCHEDULERS");
  assert.is((await rejection(timeout(file.closed, 1))).code, "ERR_MAILSLOT_TIMEOUT");
});

test.run();
