/** Operations that were complete when they were made. */
import { go as goOnHost, oneshot } from "@mailslot/core";
import { Completed, completed } from "@mailslot/core/engine";
import { rejection, thrown } from "@mailslot/test-support/rejection";
import { orderedStage } from "@mailslot/test-support/stage";
import { test } from "uvu";
import * as assert from "uvu/assert";

const done = completed("a write that is complete");

test("a completed operation returns at once, without a tick of its own", () => {
  const { go, run } = orderedStage();
  const task = go(function* () {
    for (let n = 0; n < 3; n++) yield* done;
  });
  run();
  assert.is(task.status, "completed");
  assert.is(task.outcome().poll() === undefined, false);
});

test("out of budget, a completed operation gives way before it returns", () => {
  const { go, run, scheduler } = orderedStage();
  const order: string[] = [];
  go(function* busy() {
    for (let n = 0; n < scheduler.policy.budget; n++) yield* done;
    order.push("budget used up");
    yield* done;
    order.push("returned");
  });
  go(() => void order.push("other task"));
  run();
  assert.equal(order, ["budget used up", "other task", "returned"]);
});

test("cancelled while it gives way, a completed operation returns, and the next wait throws", () => {
  const { go, run, scheduler } = orderedStage();
  let returned = false;
  const task = go(function* busy() {
    for (let n = 0; n < scheduler.policy.budget; n++) yield* done;
    yield* done;
    returned = true;
    yield* oneshot<void>();
  });
  go(() => task.cancel());
  run();
  assert.equal([returned, task.status], [true, "cancelled"]);
});

test("a completed operation can be awaited", async () => {
  assert.is(await done, undefined);
  assert.is(await goOnHost(async () => await done), undefined);
});

test("a completed operation says what it is, and that it is waited for outside a task", () => {
  assert.is(done.describe(), "a write that is complete");
  assert.instance(done, Completed);
  const error = thrown(() => [...(done as Iterable<unknown>)]);
  assert.is(error.message, "yield* a write that is complete outside a task: start it with go(), or await it here");
});

test("a failure after a completed operation is a failure", async () => {
  assert.is(
    (
      await rejection(
        goOnHost(function* () {
          yield* done;
          throw new Error("no");
        }),
      )
    ).message,
    "no",
  );
});

test.run();
