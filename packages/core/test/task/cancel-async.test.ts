/** Cancelling from outside: async bodies, AbortSignals, and `await using`. */

import { getEventListeners } from "node:events";
import { channel, go } from "@mailslot/core";
import { rejection } from "@mailslot/test-support/rejection";
import { orderedStage, stage } from "@mailslot/test-support/stage";
import { test } from "uvu";
import * as assert from "uvu/assert";

/** Rejects as platform functions do when their signal aborts. */
function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
}

test("an async body sees its signal abort, and an AbortError that it lets through counts as cancelled", async () => {
  const task = go(async function waiting(self) {
    await aborted(self.signal);
  });
  await go(() => task.cancel());
  const end = await task.outcome();
  assert.is(end.status, "cancelled");
});

test("an async body that rejects with the reason of its cancellation was cancelled", async () => {
  const reason = new Error("enough");
  const task = go((self) => aborted(self.signal));
  await go(() => task.cancel(reason));
  assert.is((await rejection(task)).code, "ERR_MAILSLOT_CANCELLED");
  assert.is((await rejection(task)).cause, reason);
});

test("an async body that fails for another reason while cancelled has failed", async () => {
  const failure = new TypeError("a bug in the clean-up");
  const task = go(async (self) => {
    await aborted(self.signal).catch(() => {
      throw failure;
    });
  });
  await go(() => task.cancel());
  assert.is(await rejection(task), failure);
  assert.is(task.status, "failed");
});

test("an async body that completes although it was cancelled is completed", async () => {
  const task = go((self) => aborted(self.signal).catch(() => "saved"));
  await go(() => task.cancel());
  assert.is(await task, "saved");
});

test("an AbortError in a task that was not cancelled is a failure", async () => {
  const task = go(async () => AbortSignal.abort().throwIfAborted());
  assert.is((await rejection(task)).name, "AbortError");
  assert.is(task.status, "failed");
});

test("a generator body that throws the reason of its cancellation in its clean-up was cancelled", () => {
  const { go, run } = stage();
  const task = go(function* (self) {
    try {
      yield* channel<never>().recv();
    } finally {
      self.signal.throwIfAborted();
    }
  });
  run();
  task.cancel();
  run();
  assert.is(task.status, "cancelled");
});

test("an AbortSignal given to go cancels the task, and is its reason", () => {
  const { go, run } = stage();
  const controller = new AbortController();
  const task = go(() => channel<never>().recv(), { signal: controller.signal });
  run();
  controller.abort("closing");
  run();
  assert.is(task.status, "cancelled");
  assert.is(task.signal.reason, "closing");
});

test("a task given a signal that has aborted never runs", () => {
  const { go, run } = stage();
  let ran = false;
  const body = (): void => {
    ran = true;
  };
  const task = go(body, { signal: AbortSignal.abort() });
  run();
  assert.is(task.status, "cancelled");
  assert.is(ran, false);
});

test("a task that has ended no longer listens to the signal it was given", () => {
  const { go, run } = stage();
  const { signal } = new AbortController();
  const gate = channel<number>();
  go(() => gate.recv(), { signal });
  run();
  assert.is(getEventListeners(signal, "abort").length, 1);
  gate.send(1);
  run();
  assert.is(getEventListeners(signal, "abort").length, 0);
});

test("the signal given to go is let go of when the task fails or is cancelled, too", () => {
  const { go, run } = stage();
  const { signal } = new AbortController();
  go(
    () => {
      throw new Error("no");
    },
    { signal },
  );
  const waiting = go(() => channel<never>().recv(), { signal });
  run();
  waiting.cancel();
  run();
  assert.is(getEventListeners(signal, "abort").length, 0);
});

test("disposing of a task cancels it and waits until its clean-up is done", async () => {
  const events: string[] = [];
  const task = go(function* () {
    try {
      yield* channel<never>().recv();
    } finally {
      events.push("cleaned up");
    }
  });
  await go(() => undefined);
  await task[Symbol.asyncDispose]();
  assert.equal(events, ["cleaned up"]);
  assert.is(task.status, "cancelled");
});

test("disposing of a task that has failed unseen throws its failure, once", async () => {
  const { go, loop, unhandled } = orderedStage();
  const failure = new Error("no");
  const failing = go(() => {
    throw failure;
  });
  loop.step();
  const disposed = rejection(failing[Symbol.asyncDispose]());
  await loop.settle();
  assert.is(await disposed, failure);
  assert.equal(unhandled, []);
});

test("disposing of a task whose failure somebody has seen does not throw it again", async () => {
  const { go, loop } = stage();
  const failing = go(() => {
    throw new Error("no");
  });
  const seen = rejection(failing);
  await loop.settle();
  await failing[Symbol.asyncDispose]();
  assert.is((await seen).message, "no");
});

test.run();
