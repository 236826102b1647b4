/** closeScheduler: nothing new begins, everything is cancelled, and its end is waited for. */
import { channel, closeScheduler, createScheduler, currentScheduler, go, sleep } from "@mailslot/core";
import { thrown } from "@mailslot/test-support/rejection";
import { stage } from "@mailslot/test-support/stage";
import { suite } from "uvu";
import * as assert from "uvu/assert";

const closing = suite("closeScheduler");

closing("its tasks are cancelled with the reason, and it is closed when their clean-up has ended", async () => {
  const own = stage("plugin");
  const seen: string[] = [];
  const task = own.go(function* () {
    try {
      yield* sleep(60_000);
    } finally {
      yield* sleep(5);
      seen.push("cleaned up");
    }
  });
  own.go(() => channel<number>().recv());
  own.run();
  const closed = closeScheduler(own.scheduler, "unloaded").then(() => seen.push("closed"));
  await own.loop.settle();
  assert.equal(seen, []);
  own.loop.advance(5);
  await closed;
  assert.equal(seen, ["cleaned up", "closed"]);
  assert.equal(task.outcome().poll(), { status: "cancelled", reason: "unloaded" });
  assert.equal(own.left(), { tasks: [], timers: 0 });
});

closing("it takes no more tasks, and says so", async () => {
  const own = stage("plugin");
  await closeScheduler(own.scheduler);
  for (const spawn of [
    () => own.scheduler.go(() => 1),
    () => own.scheduler.go(() => 1, { name: "x" }),
    () => go(() => 1, { scheduler: own.scheduler }),
  ]) {
    const error = thrown(spawn);
    assert.is(error.code, "ERR_MAILSLOT_CLOSED");
    assert.is(error.message, 'scheduler "plugin" is closed: start the task on another, or before');
  }
});

closing("what its tasks start to clean up is cancelled and waited for as well", async () => {
  const own = stage();
  const seen: string[] = [];
  own.go(function* () {
    try {
      yield* sleep(60_000);
    } finally {
      const child = go(function* () {
        seen.push("started");
        yield* sleep(60_000);
      });
      const outcome = yield* child.outcome();
      seen.push(outcome.status);
    }
  });
  own.run();
  const closed = closeScheduler(own.scheduler);
  await own.loop.settle();
  own.loop.advance(1);
  await closed;
  assert.equal(seen, ["cancelled"]);
});

closing("closing twice is one closing, and an async body is waited for", async () => {
  const scheduler = createScheduler({ name: "async" });
  let heard: unknown;
  const task = scheduler.go(async (self) => {
    await new Promise((resolve) => self.signal.addEventListener("abort", resolve));
    heard = self.signal.reason;
    await Promise.resolve();
    return "done";
  });
  await scheduler.go(() => 1);
  const closed = closeScheduler(scheduler, "bye");
  assert.is(closeScheduler(scheduler), closed);
  await closed;
  assert.equal([heard, task.status], ["bye", "completed"]);
});

closing("a scheduler cannot be closed by its own task, which would wait for itself", async () => {
  const scheduler = createScheduler({ name: "self" });
  const task = scheduler.go(() => closeScheduler(currentScheduler()));
  const outcome = await task.outcome();
  assert.is(outcome.status, "failed");
  if (outcome.status !== "failed") return;
  assert.is((outcome.error as { code?: string }).code, "ERR_MAILSLOT_DEADLOCK");
  assert.is(await scheduler.go(() => "still open"), "still open");
  assert.match(thrown(() => closeScheduler({} as never)).message, /the scheduler given to closeScheduler\(\)/);
});

closing.run();
