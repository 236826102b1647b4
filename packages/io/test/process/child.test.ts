// runs under Node alone: it starts processes.
/** Processes that are started, and their pipes. */
import { createScheduler, go, orClosed, type Source, timeout, type Wait } from "@mailslot/core";
import { lines, startProcess } from "@mailslot/io";
import { select } from "@mailslot/select";
import { rejection, thrown } from "@mailslot/test-support/rejection";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { descriptors, eventually } from "../scratch.js";

const node = (program: string, options = {}) => startProcess(process.execPath, ["-e", program], options);

function* textOf(from: { read(): Source<Uint8Array | undefined> }): Generator<Wait, string, unknown> {
  const chunks: Uint8Array[] = [];
  for (let chunk = yield* from.read(); chunk !== undefined; chunk = yield* from.read()) chunks.push(chunk);
  return String(Buffer.concat(chunks));
}

test("what is written to a process comes back, and its end is a value", async () => {
  await go(function* cat() {
    const child = yield* startProcess("cat");
    yield* child.stdin.write("one\ntwo\n");
    const from = lines(child.stdout);
    assert.is(yield* from.recv(), "one");
    assert.is(yield* from.recv(), "two");
    yield* child.stdin.end();
    assert.is(yield* orClosed(from.recv(), null), null);
    assert.equal(yield* child.exit, { code: 0, signal: null });
    assert.equal(yield* child.exit, { code: 0, signal: null });
  });
});

test("stderr is a source if asked for, and a status other than 0 is not a failure", async () => {
  await go(function* fails() {
    const child = yield* node("console.error('no'); process.exit(3)", { stderr: "pipe", stdin: "ignore" });
    assert.is(yield* textOf(child.stderr), "no\n");
    assert.equal(yield* child.exit, { code: 3, signal: null });
    assert.is(yield* textOf(child.stdout), "");
    assert.match(thrown(() => child.stdin).message, /stdin of process \d+ .* is not a pipe/);
  });
});

test("a process that was killed is a value with the signal", async () => {
  await go(function* kills() {
    const child = yield* startProcess("sleep", ["100"]);
    assert.is(child.kill("SIGKILL"), true);
    assert.equal(yield* child.exit, { code: null, signal: "SIGKILL" });
    assert.is(child.kill(), false);
    assert.is(thrown(() => child.kill("SIGNOTHING" as never)).code, "ERR_MAILSLOT_ARGUMENT");
  });
});

test("a file that does not exist, or is not executable, is an error that names it", async () => {
  const missing = await rejection(startProcess("mailslot-no-such-program"));
  assert.is(missing.code, "ERR_MAILSLOT_NOT_FOUND");
  assert.match(missing.message, /starting mailslot-no-such-program failed/);
  assert.is((missing.cause as { code: string }).code, "ENOENT");
  assert.is((await rejection(startProcess("/dev/null"))).code, "ERR_MAILSLOT_DENIED");
  assert.is((await rejection(startProcess("cat", [], { cwd: "/nowhere" }))).code, "ERR_MAILSLOT_NOT_FOUND");
  assert.is(thrown(() => startProcess("")).code, "ERR_MAILSLOT_ARGUMENT");
});

test("writing to a process that no longer reads fails, and does not hang", async () => {
  await go(function* writes() {
    const child = yield* node("require('fs').closeSync(0); console.log('closed'); setInterval(() => {}, 1000)");
    yield* lines(child.stdout).recv();
    const part = Buffer.alloc(65_536);
    let error: { code?: string; cause?: { code?: string } } = {};
    try {
      for (;;) yield* child.stdin.write(part);
    } catch (thrown) {
      error = thrown as never;
    }
    assert.is(error.code, "ERR_MAILSLOT_RESET");
    assert.is(error.cause?.code, "EPIPE");
    child.kill("SIGKILL");
    yield* child.exit;
  });
});

test("a process that has ended takes no more writes", async () => {
  await go(function* late() {
    const child = yield* startProcess("true");
    yield* child.exit;
    yield* textOf(child.stdout);
    let error: { code?: string } = {};
    try {
      for (;;) yield* child.stdin.write("x");
    } catch (thrown) {
      error = thrown as never;
    }
    assert.ok(["ERR_MAILSLOT_CLOSED", "ERR_MAILSLOT_RESET"].includes(error.code ?? ""), error.code);
  });
});

test("a process whose output is not read pauses, and memory does not grow", async () => {
  await go(function* slow() {
    const child = yield* startProcess("yes", ["a".repeat(1_000)]);
    yield* child.stdout.read();
    const before = process.memoryUsage().rss;
    let total = 0;
    for (let n = 0; n < 200; n++) total += (yield* child.stdout.read())?.length ?? 0;
    assert.ok(total > 200);
    assert.ok(process.memoryUsage().rss - before < 100e6);
    child.kill("SIGKILL");
    assert.is((yield* child.exit).signal, "SIGKILL");
  });
});

test("disposing of a process ends it, at last by SIGKILL, and closes its pipes", async () => {
  const before = descriptors();
  {
    await using child = await startProcess("cat");
    child.stdin.write("x");
  }
  const deaf = await node("process.on('SIGTERM', () => {}); console.log('up'); setInterval(() => {}, 1000)", {
    grace: 20,
  });
  await lines(deaf.stdout).recv();
  await deaf[Symbol.asyncDispose]();
  assert.equal(await deaf.exit, { code: null, signal: "SIGKILL" });
  assert.ok(await eventually(() => descriptors() <= before));
});

test("an abort ends the process; a start that is given up leaves none", async () => {
  const stop = new AbortController();
  const child = await startProcess("sleep", ["100"], { signal: stop.signal });
  stop.abort();
  assert.equal(await child.exit, { code: null, signal: "SIGTERM" });
  assert.is((await rejection(startProcess("sleep", ["100"], { signal: stop.signal }))).code, "ERR_MAILSLOT_CANCELLED");
  const start = startProcess("sleep", ["100"]);
  const waiter = { after: null, before: null, claim: () => false, deliver() {}, fail() {} };
  start.subscribe(waiter);
  start.unsubscribe(waiter);
  assert.ok(await eventually(() => !process.getActiveResourcesInfo().includes("ProcessWrap")));
});

test("the end of a process is a case of a select, with a limit in time", async () => {
  await go(function* waits() {
    const child = yield* startProcess("cat");
    const error = yield* select({
      late: timeout(child.exit, 1).then(null, (reason) => reason) as never,
      exit: child.exit,
    });
    assert.is(error.case, "late");
    yield* child.stdin.end();
    const event = yield* select({ exit: child.exit });
    assert.is(event.value.code, 0);
  });
});

test("a task of another scheduler is told that the process is not its own", async () => {
  const other = createScheduler({ name: "other" });
  await using child = await startProcess("cat");
  assert.is((await rejection(other.go(() => child.stdout.read()))).code, "ERR_MAILSLOT_TWO_SCHEDULERS");
  assert.is((await rejection(other.go(() => child.kill()))).code, "ERR_MAILSLOT_TWO_SCHEDULERS");
});

test.run();
