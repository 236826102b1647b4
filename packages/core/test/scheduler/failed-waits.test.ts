/** A wait that a test fails from outside. */
import { channel, sleep } from "@mailslot/core";
import { failWait, liveTasks } from "@mailslot/core/engine";
import { stage } from "@mailslot/test-support/stage";
import { test } from "uvu";
import * as assert from "uvu/assert";

test("a wait that is failed throws into the body, takes nothing, and leaves no waiter", () => {
  const { go, run, scheduler, left } = stage();
  const jobs = channel<number>();
  const events: unknown[] = [];
  const worker = go(function* worker() {
    try {
      yield* jobs.recv();
    } catch (error) {
      events.push(error);
    }
    yield* sleep(5);
  });
  run();
  assert.equal(liveTasks(scheduler), [worker]);
  assert.ok(failWait(worker, "crash"));
  jobs.send(1);
  run();
  assert.equal(events, ["crash"]);
  assert.is(jobs.tryRecv(), 1);
  assert.ok(failWait(worker, "crash"));
  run();
  assert.is(worker.status, "failed");
  assert.equal(left(), { tasks: [], timers: 0 });
});

test("a task that waits for no source has no wait to fail", () => {
  const { go } = stage();
  assert.not(
    failWait(
      go(() => {}),
      "crash",
    ),
  );
});

test.run();
