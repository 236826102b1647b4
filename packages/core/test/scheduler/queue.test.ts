/** The order in which tasks run: run queue, budget, and what comes from outside. */
import { channel, counters, createScheduler, ManualEventLoop, type Wait, yieldNow } from "@mailslot/core";
import { orderedStage } from "@mailslot/test-support/stage";
import { test } from "uvu";
import * as assert from "uvu/assert";

test("tasks run in the order in which they were started", () => {
  const { go, run } = orderedStage();
  const events: string[] = [];
  for (const name of ["a", "b", "c"]) go(() => void events.push(name));
  run();
  assert.equal(events, ["a", "b", "c"]);
});

test("tasks that a task starts run in order, after those that were runnable before", () => {
  const { go, run } = orderedStage();
  const events: string[] = [];
  go(() => {
    events.push("parent");
    for (const name of ["child a", "child b"]) go(() => void events.push(name));
  });
  go(() => void events.push("neighbour"));
  run();
  assert.equal(events, ["parent", "neighbour", "child a", "child b"]);
});

test("a hundred thousand tasks that one task starts run in order, though each tells a task that waits", () => {
  const { go, run } = orderedStage();
  const events: number[] = [];
  const heard = channel<number>();
  go(function* () {
    for (;;) yield* heard.recv();
  });
  go(() => {
    for (let n = 0; n < 100_000; n++) {
      go(() => {
        heard.send(events.push(n));
      });
    }
  });
  run();
  assert.equal(
    events,
    Array.from({ length: 100_000 }, (_, n) => n),
  );
});

test("a task that is woken from outside goes to the back of the queue, as one that is started there does", () => {
  const { go, run } = orderedStage();
  const events: string[] = [];
  const gate = channel<string>();
  go(function* () {
    events.push(yield* gate.recv());
  });
  run();
  go(() => void events.push("before"));
  gate.send("woken");
  go(() => void events.push("after"));
  run();
  assert.equal(events, ["before", "woken", "after"]);
});

test("a task woken from outside runs although each tick of the busy ones outlasts a burst", () => {
  class SlowLoop extends ManualEventLoop {
    private elapsed = 0;
    override now(): number {
      return (this.elapsed += 1);
    }
  }
  const loop = new SlowLoop();
  const scheduler = createScheduler({ loop });
  const gate = channel<string>();
  const woken = scheduler.go(() => gate.recv());
  for (let n = 0; n < 3; n++) {
    scheduler.go(function* busy() {
      for (let rounds = 0; rounds < 100; rounds++) yield* yieldNow();
    });
  }
  for (let n = 0; n < 10; n++) loop.step();
  assert.is(woken.status, "waiting");
  gate.send("hello");
  for (let n = 0; n < 4; n++) loop.step(); // the three that were before it, and its own
  assert.is(woken.status, "completed");
});

test("a task is put at the back of the queue after 128 operations that were ready", () => {
  const { go, run, scheduler } = orderedStage();
  const messages = channel<number>();
  for (let n = 0; n < 300; n++) messages.send(n);
  const events: string[] = [];
  go(function* reader() {
    for (let n = 0; n < 300; n++) {
      yield* messages.recv();
      if (n % 50 === 49) events.push(`reader ${n + 1}`);
    }
  });
  go(function* other() {
    for (let n = 1; n <= 3; n++) {
      events.push(`other ${n}`);
      yield* yieldNow();
    }
  });
  run();
  assert.equal(events, [
    ...["reader 50", "reader 100", "other 1"],
    ...["reader 150", "reader 200", "reader 250", "other 2"],
    ...["reader 300", "other 3"],
  ]);
  assert.is(counters(scheduler).forcedYields, 2);
});

test("sends that are complete count against the budget as well when they are waited for", () => {
  const { go, run, scheduler } = orderedStage("stage", { budget: 10 });
  const messages = channel<number>();
  go(function* () {
    for (let n = 0; n < 100; n++) yield* messages.send(n);
  });
  run();
  assert.is(messages.length, 100);
  assert.ok(counters(scheduler).forcedYields >= 9);
});

test("a task that gives way inside a nested generator goes on where it was", () => {
  const { go, run } = orderedStage("stage", { budget: 1 });
  const messages = channel<number>();
  for (let n = 1; n <= 4; n++) messages.send(n);
  function* sum(count: number): Generator<Wait, number> {
    let total = 0;
    for (let n = 0; n < count; n++) total += yield* messages.recv();
    return total;
  }
  const task = go(function* () {
    return (yield* sum(2)) * 100 + (yield* sum(2));
  });
  run();
  assert.is(task.poll(), 307);
});

test("a burst that is over leaves the rest for the next turn, after the promise jobs that wait", async () => {
  let time = 0;
  const loop = new (class extends ManualEventLoop {
    override now(): number {
      return (time += 0.06);
    }
  })();
  const scheduler = createScheduler({ loop, policy: { burst: 0.1 } });
  let ticks = 0;
  scheduler.go(function* () {
    for (; ticks < 10; ticks++) yield* yieldNow();
  });
  loop.step();
  assert.ok(ticks > 0 && ticks < 10, `${ticks} ticks in the first turn`);
  loop.run();
  assert.is(ticks, 10);
  assert.ok(counters(scheduler).turns > 2);
});

test.run();
