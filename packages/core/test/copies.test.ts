// runs under Node alone: it copies the build and imports it once more.
/** Two copies of the package in one program. */
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import * as core from "@mailslot/core";
import * as engine from "@mailslot/core/engine";
import { rejection } from "@mailslot/test-support/rejection";
import { test } from "uvu";
import * as assert from "uvu/assert";

// The file of the build that this process tests.
const build = fileURLToPath(import.meta.resolve("@mailslot/core"));
const folder = mkdtempSync(join(tmpdir(), "mailslot-copy-"));
cpSync(dirname(build), folder, { recursive: true });
writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
const copy: typeof core = await import(pathToFileURL(join(folder, basename(build))).href);
const copiedEngine: typeof engine = await import(pathToFileURL(join(folder, "engine.js")).href);
test.after(() => rmSync(folder, { recursive: true }));

test("the copy is another one", () => {
  assert.is.not(copy.channel, core.channel);
});

test("the end of a channel of one copy is the end for the other", async () => {
  const messages = copy.channel<number>();
  messages.send(1);
  messages.close();
  const next = core.orClosed(messages.recv() as unknown as core.Source<number>, "the end");
  assert.equal([await next, await next], [1, "the end"]);
  const stream = core.toReadableStream(messages as unknown as core.Receiver<number>);
  assert.equal(await stream.getReader().read(), { done: true, value: undefined });
});

test("each copy recognises the errors of the other", async () => {
  const error = await rejection(copy.go(() => copy.channel(-1)));
  assert.not.instance(error, core.MailslotError);
  assert.ok(core.isMailslotError(error));
  assert.ok(copy.isMailslotError(new core.TimeoutError("late")));
});

test("each copy recognises a cancellation by the other, and steps that wait for its operations", async () => {
  const task = copy.go(() => copy.sleep(60_000));
  task.cancel();
  assert.ok(engine.isCancellation(await rejection(task)));
  assert.ok(copiedEngine.isCancellation(new core.CancelledError("m")));
  assert.ok(engine.isSteps(copiedEngine.drive(copy.sleep(1))));
});

test("a copy's two entries are one engine", async () => {
  const operation = copiedEngine.completed("done already");
  const task = copy.go(function* () {
    yield* operation;
    return copy.currentTask() !== null;
  });
  assert.is(await task, true);
});

test("a task of one copy that waits for an operation of the other is told what is wrong, and what to do", async () => {
  const messages = copy.channel<number>({ name: "jobs" });
  const error = await rejection(
    core.go(function* () {
      yield* messages.recv();
    }),
  );
  assert.is(error.code, "ERR_MAILSLOT_TWO_COPIES");
  assert.is(
    error.message,
    "recv on channel jobs was made by another copy of @mailslot/core than the task that waits for it " +
      "(loaded: 0.0.0 and 0.0.0): install one copy (npm ls @mailslot/core, npm dedupe)",
  );
});

test("a body that returns an operation of the other copy is told the same", async () => {
  const error = await rejection(core.go(() => copy.sleep(1)));
  assert.is(error.code, "ERR_MAILSLOT_TWO_COPIES");
});

test("what is awaited may come from the other copy", async () => {
  const answer = copy.oneshot<number>();
  const task = core.go(async () => (await answer) + 1);
  answer.send(1);
  assert.is(await task, 2);
});

test("outside every task, an operation of either copy says just that", () => {
  try {
    [...(copy.sleep(1) as unknown as Iterable<unknown>)];
  } catch (error) {
    assert.is((error as { code: string }).code, "ERR_MAILSLOT_OUTSIDE_TASK");
    return;
  }
  assert.unreachable();
});

test.run();
