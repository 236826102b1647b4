/** Counters and dumps: a scheduler seen from outside. */
import {
  abortable,
  channel,
  counters,
  createScheduler,
  deadline,
  dump,
  dumpText,
  fromPromise,
  go,
  ManualEventLoop,
  oneshot,
  StacklessTask,
  type Steps,
  scope,
  sleep,
  type Task,
  timeout,
  yieldNow,
} from "@mailslot/core";
import { workBegan } from "@mailslot/core/engine";
import { orderedStage } from "@mailslot/test-support/stage";
import { test } from "uvu";
import * as assert from "uvu/assert";

test("the counters of a new scheduler are all zero", () => {
  const { turns, ticks, slotTicks, forcedYields, live, depth } = counters(orderedStage().scheduler);
  assert.equal(
    { turns, ticks, slotTicks, forcedYields, live },
    {
      ...{ turns: 0, ticks: 0, slotTicks: 0, forcedYields: 0, live: 0 },
    },
  );
  assert.equal(depth, { slot: 0, queue: 0, io: 0 });
});

test("every tick is counted, whether from the lane, the slot or the queue", () => {
  const { go, run, scheduler } = orderedStage();
  for (let n = 0; n < 10; n++) {
    go(function* () {
      for (let m = 0; m < 9; m++) yield* yieldNow();
    });
  }
  run();
  assert.is(counters(scheduler).ticks, 100);
  assert.is(counters(scheduler).turns, 1);
});

test("live tasks and the depth of each queue are counted as they are now", () => {
  const { go, run, scheduler } = orderedStage();
  const packets = channel<number>();
  const [waiting] = [go(() => packets.recv()), go(() => packets.recv())];
  run();
  go(() => 1);
  scheduler.io(() => packets.send(1));
  const before = counters(scheduler);
  assert.is(before.live, 3);
  assert.equal(before.depth, { slot: 0, queue: 1, io: 1 });
  let inside = before;
  go(() => {
    go(() => 1);
    packets.send(2);
    inside = counters(scheduler);
  });
  run();
  assert.equal(inside.depth, { slot: 1, queue: 1, io: 0 });
  assert.is(counters(scheduler).live, 0);
  assert.is(waiting?.status, "completed");
});

test("time spent in turns and delays in the queue are measured by the scheduler's clock", () => {
  let time = 0;
  const loop = new (class extends ManualEventLoop {
    override now(): number {
      return (time += 0.01);
    }
  })();
  const scheduler = createScheduler({ loop });
  for (let n = 0; n < 20; n++) {
    scheduler.go(function* () {
      for (let m = 0; m < 20; m++) yield* yieldNow();
    });
  }
  loop.run();
  const { busy, delay } = counters(scheduler);
  assert.ok(busy > 0);
  assert.is(delay.microseconds.length, delay.samples.length);
  assert.equal(delay.microseconds.slice(0, 4), [1, 2, 4, 8]);
  const samples = delay.samples.reduce((sum, each) => sum + each, 0);
  assert.ok(samples > 3, `${samples} samples`);
  assert.is(delay.samples[0], 0); // with 20 tasks in the queue, nobody waits for less than one look at the clock
});

test("a dump says what each task waits for, and since when", () => {
  const { go, loop, run, scheduler } = orderedStage();
  const jobs = channel<number>({ name: "jobs" });
  const [full, answer] = [channel<number>(0), oneshot<number>()];
  go(() => jobs.recv(), { name: "a" });
  run();
  loop.advance(5);
  const child = go(() => answer, { name: "b" });
  go(() => child, { name: "c" });
  go(() => sleep(100), { name: "d" });
  go(() => timeout(jobs.recv(), 200), { name: "e" });
  go(() => full.send(1), { name: "f" });
  go(() => fromPromise(new Promise(() => {})), { name: "g" });
  go(() => new Promise(() => {}), { name: "h" });
  go(() => child.outcome(), { name: "i" });
  run();
  loop.advance(10);
  const lines = dump(scheduler).map(({ name, status, waitingFor, waitingMs }) => [name, status, waitingFor, waitingMs]);
  assert.equal(lines, [
    ["a", "waiting", "recv on channel jobs", 15],
    ["b", "waiting", "a oneshot", 10],
    ["c", "waiting", "task b", 10],
    ["d", "waiting", "sleep until 105.0 ms", 10],
    ["e", "waiting", "recv on channel jobs", 10],
    ["f", "waiting", "send on channel(0)", 10],
    ["g", "waiting", "a promise", 10],
    ["h", "waiting", "its promise", null],
    ["i", "waiting", "the end of task b", 10],
  ]);
});

test("a dump says how much time is left of a sleep, a time limit and a deadline, of several the outermost", () => {
  const { go, loop, run, scheduler } = orderedStage("shop", {}, 1_000.25);
  const jobs = channel<number>({ name: "jobs" });
  go(() => sleep(100), { name: "sleep" });
  go(() => timeout(jobs.recv(), 50), { name: "timeout" });
  go(() => deadline(timeout(sleep(1_500), 20), 2_000), { name: "deadline" });
  go(() => abortable(jobs.recv(), new AbortController().signal), { name: "abortable" });
  go(() => timeout(jobs.recv(), Number.POSITIVE_INFINITY), { name: "no limit" });
  run();
  loop.advance(15);
  const left = dump(scheduler).map(({ name, leftMs }) => [name, leftMs]);
  assert.equal(left, [
    ["sleep", 85],
    ["timeout", 35],
    ["deadline", 985],
    ["abortable", null],
    ["no limit", null],
  ]);
  const lines = dumpText(scheduler).split("\n");
  assert.ok(lines.includes("  sleep: waiting for sleep until 1100.3 ms, 15 ms (85 ms left)"), lines.join("\n"));
  assert.ok(lines.includes("  deadline: waiting for sleep until 2500.3 ms, 15 ms (985 ms left)"), lines.join("\n"));
});

test("a task without a stack says itself what it is at, and since when is known when it has noted that", () => {
  const { loop, run, scheduler } = orderedStage();
  class Worker extends StacklessTask {
    override react(): void {
      if (!this.runSteps(this.steps())) workBegan(this as unknown as Task);
    }
    *steps(): Steps<void> {
      yield* sleep(10);
      yield* sleep(10);
    }
    override returned(): void {
      this.idle();
    }
    override threw(): void {}
    override work() {
      return { handling: this.inSteps ? "steps" : null, mailbox: 3 };
    }
  }
  const [first, second] = [new Worker({}, scheduler), new Worker({}, scheduler)];
  const idle = dump(scheduler)[0];
  assert.equal([idle?.handling, idle?.handlingMs, idle?.mailbox], [null, null, 3]);
  loop.advance(100);
  first.wake();
  loop.advance(7);
  second.wake();
  loop.advance(5);
  const times = dump(scheduler).map(({ handling, handlingMs, waitingMs, leftMs }) => [
    handling,
    handlingMs,
    waitingMs,
    leftMs,
  ]);
  assert.equal(times, [
    ["steps", 12, 2, 8],
    ["steps", 5, 5, 5],
  ]);
  assert.match(
    dumpText(scheduler),
    "waiting for sleep until 120.0 ms, 2 ms (8 ms left), handles steps, 12 ms, 3 in its mailbox",
  );
  for (const each of [first, second]) each.stopSteps();
  run();
});

test("since when is known of many tasks", () => {
  const { loop, run, scheduler } = orderedStage();
  class Worker extends StacklessTask {
    override react(): void {
      if (!this.runSteps(sleep(100_000)[Symbol.iterator]() as never)) workBegan(this as unknown as Task);
    }
    override returned(): void {}
    override threw(): void {}
    override work() {
      return { handling: "sleeps", mailbox: 0 };
    }
  }
  const workers = Array.from({ length: 1_000 }, () => new Worker({}, scheduler));
  for (const worker of workers.toReversed()) {
    worker.wake();
    loop.advance(1);
  }
  run();
  const times = dump(scheduler).map(({ handlingMs }) => handlingMs);
  assert.equal(
    times,
    workers.map((_, n) => n + 1),
  );
});

const nothing = { waitingFor: null, waitingMs: null, leftMs: null, handling: null, handlingMs: null, mailbox: null };

test("a dump within a task shows it running, and the runnable ones", () => {
  const { go, run, scheduler } = orderedStage();
  const seen = go(() => dump(scheduler), { name: "looker" });
  go(() => 1, { name: "next" });
  run();
  assert.equal(seen.poll(), [
    { name: "looker", status: "running", ...nothing },
    { name: "next", status: "runnable", ...nothing },
  ]);
});

test("a dump as text has the longest wait first", () => {
  const { go, loop, run, scheduler } = orderedStage("shop");
  const orders = channel<number>({ name: "orders" });
  go(() => orders.recv(), { name: "clerk" });
  run();
  loop.advance(1000);
  go(() => scope(() => new Promise<never>(() => {})), { name: "till" });
  run();
  go(() => 1, { name: "guest" });
  assert.is(
    dumpText(scheduler),
    [
      "scheduler shop: 5 live tasks",
      "  clerk: waiting for recv on channel orders, 1000 ms",
      "  till: waiting for task scope, 0 ms",
      "  scope: waiting for the tasks of a scope, 1 left, 0 ms",
      "  scope: waiting for its promise",
      "  guest: runnable",
    ].join("\n"),
  );
});

test("waits are measured under a clock that shows the date, too", () => {
  const loop = new ManualEventLoop(1_795_000_000_000);
  const scheduler = createScheduler({ loop });
  scheduler.go(() => channel<never>().recv());
  loop.run();
  loop.advance(25);
  assert.is(dump(scheduler)[0]?.waitingMs, 25);
});

test("without an argument, counters and dumps are those of the default scheduler", async () => {
  const gate = oneshot<void>();
  const waiting = go(() => gate, { name: "waiting for the gate" });
  await go(() => undefined);
  assert.ok(dump().some(({ name }) => name === "waiting for the gate"));
  assert.match(dumpText(), "scheduler main:");
  assert.ok(counters().ticks >= 2);
  gate.send();
  await waiting;
});

test.run();
