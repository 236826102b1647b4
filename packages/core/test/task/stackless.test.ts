/** Stackless tasks: objects that the scheduler calls when they are woken. */
import {
  channel,
  currentTask,
  dump,
  isMailslotError,
  type Receiver,
  type Scheduler,
  StacklessTask,
  type Steps,
  sleep,
  startTrace,
  yieldNow,
} from "@mailslot/core";
import { stage } from "@mailslot/test-support/stage";
import { suite } from "uvu";
import * as assert from "uvu/assert";

const test = suite("stackless");

/** Writes down what is done to it; each wake-up does the next thing of its list. */
class Recorder extends StacklessTask<string> {
  readonly seen: unknown[] = [];
  readonly todo: ((self: Recorder) => void)[] = [];

  constructor(scheduler: Scheduler, label = "recorder") {
    super({ label }, scheduler);
  }

  override get name(): string {
    return (this.kind as { label: string }).label;
  }

  override react(): void {
    this.seen.push("react");
    const next = this.todo.shift() ?? (() => this.idle());
    next(this);
  }

  override returned(value: unknown): void {
    this.seen.push(["left", value]);
  }

  override threw(error: unknown): void {
    this.seen.push(["threw", isMailslotError(error) ? error.code : error]);
  }

  start(steps: () => Steps<unknown>): void {
    this.todo.push(() => {
      if (this.runSteps(steps())) this.idle();
    });
    this.wake();
  }
}

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
  const { go, run, scheduler } = stage();
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

test("again goes behind the others, and the budget of a tick is counted", () => {
  const { go, run, scheduler } = stage("stage", { budget: 2 });
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

test("react may abandon the steps that it has just entered, and end", () => {
  const { run, scheduler } = stage();
  const numbers = channel<number>();
  const task = new Recorder(scheduler);
  task.todo.push((self) => {
    self.runSteps(recv(numbers));
    self.abandon();
    self.complete("done");
  });
  task.wake();
  run();
  numbers.send(1);
  run();
  assert.equal([task.status, task.seen, numbers.length], ["completed", ["react"], 1]);
});

function* recv(numbers: Receiver<number>): Steps<number> {
  return yield* numbers.recv();
}

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

test("it ends with a value or an error, which joiners get, and is not woken any more", async () => {
  const { run, scheduler, unhandled } = stage();
  const [good, bad] = [new Recorder(scheduler), new Recorder(scheduler)];
  good.todo.push((self) => self.complete("done"));
  bad.todo.push((self) => self.reject(new Error("broken")));
  const ends = [good.outcome(), bad.outcome()].map((outcome) => outcome.then((end) => end.status));
  good.wake();
  bad.wake();
  run();
  assert.equal(await Promise.all(ends), ["completed", "failed"]);
  good.wake();
  run();
  assert.equal(good.seen, ["react"]);
  assert.equal(unhandled, []);
});

test("a failure that nobody joins is reported", () => {
  const { run, scheduler, unhandled } = stage();
  const task = new Recorder(scheduler);
  task.todo.push((self) => self.reject("broken"));
  task.wake();
  run();
  assert.equal(unhandled, ["broken"]);
});

test("it is the current task while it reacts, and a dump and a trace show it", () => {
  const { run, scheduler } = stage();
  const trace = startTrace();
  const task = new Recorder(scheduler, "counter");
  assert.equal(
    dump(scheduler).map((each) => [each.name, each.status, each.waitingFor]),
    [["counter", "waiting", "being woken"]],
  );
  task.todo.push((self) => {
    self.seen.push(currentTask() === (self as unknown));
    self.idle();
  });
  task.wake();
  run();
  trace.stop();
  assert.equal(task.seen, ["react", true]);
  assert.equal(
    trace.events().map((event) => `${event.kind} ${event.task}`),
    ["spawn counter", "wake counter", "tick counter", "wait counter"],
  );
});

test("a class that takes the name of a method of the engine is refused in the development build", () => {
  class Clash extends Recorder {
    withdraw(): void {}
  }
  const { scheduler } = stage();
  const isDevelopment = import.meta.resolve("@mailslot/core").includes("/development/");
  if (isDevelopment) assert.throws(() => new Clash(scheduler), /Clash.withdraw takes the place/);
  else assert.is(new Clash(scheduler).name, "recorder");
});

test.run();
