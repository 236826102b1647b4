/** Stackless tasks: objects that the scheduler calls when they are woken. */
import { channel, type Steps, sleep, yieldNow } from "@mailslot/core";
import { orderedStage, stage } from "@mailslot/test-support/stage";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { Recorder } from "./recorder.js";

const test = suite("stackless");

test("react is called in a tick of its own after a wake, once for any number of them", () => {
  const { run, scheduler } = stage();
  const task = new Recorder(scheduler);
  run();
  assert.equal(task.seen, []);
  task.wake();
  task.wake();
  assert.equal(task.seen, []);
  run();
  assert.equal(task.seen, ["react"]);
  task.wake();
  run();
  assert.equal(task.seen, ["react", "react"]);
});

test("a task that wakes one has it run next", () => {
  const { go, run, scheduler } = orderedStage();
  const order: string[] = [];
  const task = new Recorder(scheduler);
  task.todo.push((self) => {
    order.push("woken");
    self.idle();
  });
  go(() => {
    task.wake();
    order.push("waker");
  });
  go(() => void order.push("queued"));
  run();
  assert.equal(order, ["waker", "woken", "queued"]);
});

test("again lets the others run first, and the budget of a tick is counted", () => {
  const { go, run, scheduler } = orderedStage("stage", { budget: 2 });
  const order: unknown[] = [];
  const task = new Recorder(scheduler);
  task.todo.push((self) => {
    order.push([self.spend(), self.spend(), self.spend()]);
    self.again();
  });
  task.todo.push((self) => {
    order.push("again");
    self.idle();
  });
  task.wake();
  go(() => void order.push("other"));
  run();
  assert.equal(order, [[true, true, false], "other", "again"]);
});

test("steps that do not wait end within the tick, and react is not called for them", () => {
  const { run, scheduler } = stage();
  const task = new Recorder(scheduler);
  task.start(function* () {
    return 7;
  });
  run();
  assert.equal(task.seen, ["react", ["left", 7]]);
  assert.is(task.inSteps, false);
});

test("steps that wait are resumed as a generator body is, and react follows their end", () => {
  const { run, scheduler } = stage();
  const numbers = channel<number>({ name: "numbers" });
  const task = new Recorder(scheduler);
  task.start(function* () {
    return (yield* numbers.recv()) + (yield* numbers.recv());
  });
  run();
  assert.is(task.inSteps, true);
  assert.is(task.waitingOn?.describe(), "recv on channel numbers");
  numbers.send(1);
  numbers.send(2);
  run();
  assert.equal(task.seen, ["react", ["left", 3], "react"]);
});

test("what steps throw, at once or later, is told", () => {
  const { loop, run, scheduler } = stage();
  const task = new Recorder(scheduler);
  task.start(function* () {
    throw "at once";
  });
  run();
  task.start(function* () {
    yield* sleep(5);
    throw "later";
  });
  run();
  loop.advance(5);
  assert.equal(task.seen, ["react", ["threw", "at once"], "react", ["threw", "later"], "react"]);
});

test("steps that are stopped unwind, and may wait while they do", () => {
  const { loop, run, scheduler } = stage();
  const task = new Recorder(scheduler);
  const { signal } = task;
  task.start(function* () {
    try {
      yield* sleep(1000);
    } finally {
      yield* sleep(5);
      task.seen.push("unwound");
    }
  });
  run();
  task.stopSteps("enough");
  run();
  assert.is(signal.reason, "enough");
  assert.equal(task.seen, ["react"]);
  loop.advance(5);
  assert.equal(task.seen, ["react", "unwound", ["threw", "ERR_MAILSLOT_CANCELLED"], "react"]);
});

test("steps that are abandoned are not resumed, and give their waiter back", () => {
  const { loop, run, scheduler } = stage();
  const numbers = channel<number>();
  const task = new Recorder(scheduler);
  task.start(function* () {
    try {
      yield* numbers.recv();
    } finally {
      task.seen.push("unwound");
    }
  });
  run();
  task.abandon();
  numbers.send(1);
  run();
  loop.advance(0);
  assert.equal(task.seen, ["react", "react"]);
  assert.is(numbers.length, 1);
});

test("steps that abandon themselves end at their next wait", () => {
  const { run, scheduler } = stage();
  const task = new Recorder(scheduler);
  task.start(function* () {
    task.abandon();
    task.seen.push("still here");
    yield* sleep(1);
    task.seen.push("never");
  });
  run();
  assert.equal(task.seen, ["react", "still here", "react"]);
});

test("steps that abandon themselves wait no more; the task goes on in its next tick, and may end there", () => {
  for (const wait of [() => sleep(1), yieldNow]) {
    const { run, scheduler } = stage();
    const task = new Recorder(scheduler);
    function* steps(): Steps<void> {
      task.abandon();
      yield* wait();
      task.seen.push("goes on");
    }
    task.todo.push((self) => self.seen.push(self.runSteps(steps())));
    task.todo.push((self) => self.complete("done"));
    task.wake();
    run();
    assert.equal(task.seen, ["react", false, "react"]);
    assert.is(task.status, "completed");
  }
});

test("steps that run are abandoned at their next wait, also by a task of another scheduler that they drive", () => {
  const [inner, outer] = [stage(), stage()];
  const task = new Recorder(outer.scheduler);
  inner.go(() => task.abandon());
  task.start(function* () {
    inner.run();
    task.seen.push(task.status);
    yield* sleep(1);
    task.seen.push("goes on");
  });
  outer.run();
  assert.equal(task.seen, ["react", "running", "react"]);
});

test.run();
