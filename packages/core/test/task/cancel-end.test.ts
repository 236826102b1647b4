/** How a cancelled task ends, and who hears of it. */
import { CancelledError, channel, sleep } from "@mailslot/core";
import { stage } from "@mailslot/test-support/stage";
import { test } from "uvu";
import * as assert from "uvu/assert";

test("joining a cancelled task throws CancelledError, with the name of the task and the reason as cause", () => {
  const { go, run } = stage();
  const reason = new Error("shutting down");
  const task = go(() => channel<never>().recv(), { name: "reader" });
  run();
  task.cancel(reason);
  run();
  assert.equal(task.outcome().poll(), { status: "cancelled", reason });
  assert.throws(
    () => task.poll(),
    (error: unknown) =>
      error instanceof CancelledError &&
      error.code === "ERR_MAILSLOT_CANCELLED" &&
      error.message === "task reader was cancelled" &&
      error.cause === reason,
  );
});

test("a cancelled task that nobody joins is not reported as a failure", () => {
  const { go, run, unhandled } = stage();
  go(() => channel<never>().recv()).cancel();
  run();
  assert.equal(unhandled, []);
});

test("what a finally block throws fails the task, and is reported when nobody joins", () => {
  const { go, run, unhandled } = stage();
  const failure = new Error("could not close the file");
  const task = go(function* () {
    try {
      yield* channel<never>().recv();
    } finally {
      // biome-ignore lint/correctness/noUnsafeFinally: this is the case under test
      throw failure;
    }
  });
  run();
  task.cancel();
  run();
  assert.is(task.status, "failed");
  assert.equal(unhandled, [failure]);
});

test("what a finally block returns does not undo the cancellation", () => {
  const { go, run } = stage();
  const task = go(function* () {
    try {
      yield* channel<never>().recv();
    } finally {
      // biome-ignore lint/correctness/noUnsafeFinally: this is the case under test
      return "kept";
    }
  });
  run();
  task.cancel();
  run();
  assert.is(task.status, "cancelled");
});

test("cancelling again, or after the end, does nothing", () => {
  const { go, run } = stage();
  let cleanups = 0;
  const task = go(function* () {
    try {
      yield* channel<never>().recv();
    } finally {
      cleanups++;
      yield* sleep(1);
    }
  });
  run();
  task.cancel("first");
  run();
  task.cancel("second");
  run();
  assert.is(cleanups, 1);
  assert.is(task.status, "waiting");
  const ended = go(() => 1);
  run();
  ended.cancel();
  assert.is(ended.status, "completed");
});

test("the signal of a task aborts with the reason of its cancellation, also when asked for afterwards", () => {
  const { go, run } = stage();
  const early = go(() => channel<never>().recv());
  const { signal } = early;
  const late = go(() => channel<never>().recv());
  run();
  early.cancel("why");
  late.cancel("why");
  assert.is(signal.aborted, true);
  assert.is(signal.reason, "why");
  assert.is(late.signal.reason, "why");
  run();
  assert.is(late.signal.aborted, true);
});

test.run();
