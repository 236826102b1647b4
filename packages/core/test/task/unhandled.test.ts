// runs under Node alone: it starts Node programs, and looks at how they end.
/** Failures that nobody joins. */
import {
  channel,
  createScheduler,
  type EventLoop,
  ManualEventLoop,
  sleep,
  type Task,
  timeout,
  yieldNow,
} from "@mailslot/core";
import { runProgram } from "@mailslot/test-support/program";
import { rejection } from "@mailslot/test-support/rejection";
import { stage } from "@mailslot/test-support/stage";
import { test } from "uvu";
import * as assert from "uvu/assert";

function failing(message = "no"): () => never {
  return () => {
    throw new Error(message);
  };
}

test("a failure that nobody joins reaches onUnhandled once, with the error and the task", () => {
  const loop = new ManualEventLoop();
  const told: [unknown, Task | null][] = [];
  const scheduler = createScheduler({ loop, onUnhandled: (error, task) => told.push([error, task]) });
  const failure = new Error("no");
  const task = scheduler.go(() => {
    throw failure;
  });
  loop.run();
  loop.advance(1000);
  assert.is(told.length, 1);
  assert.is(told[0]?.[0], failure);
  assert.is(told[0]?.[1], task);
});

test("a failure that is joined in the same turn is not reported", () => {
  const { go, run, unhandled } = stage();
  const child = go(failing());
  go(function* () {
    const end = yield* child.outcome();
    assert.is(end.status, "failed");
  });
  run();
  assert.equal(unhandled, []);
});

/** A stage on which ticks may take their time. */
function slowStage() {
  const loop = new ManualEventLoop();
  const unhandled: unknown[] = [];
  let late = 0;
  const slow: EventLoop = {
    now: () => loop.now() + late,
    soon: (callback) => loop.soon(callback),
    afterPoll: (callback) => loop.afterPoll(callback),
    startTimer: (delay, callback) => loop.startTimer(delay, callback),
    stopTimer: (timer) => loop.stopTimer(timer),
  };
  const scheduler = createScheduler({ loop: slow, onUnhandled: (error) => void unhandled.push(error) });
  return { loop, unhandled, go: scheduler.go.bind(scheduler), take: (ms: number) => (late += ms) };
}

test("a failure is not reported before the tasks that were runnable have run, though long ticks end the turns", () => {
  const { go, loop, take, unhandled } = slowStage();
  const child = go(() => {
    take(5);
    throw new Error("no");
  });
  const joiners = [0, 1].map(() =>
    go(function* () {
      take(5);
      return (yield* child.outcome()).status;
    }),
  );
  go(failing("unseen"));
  loop.run();
  assert.equal(
    unhandled.map((error) => (error as Error).message),
    ["unseen"],
  );
  assert.equal(
    joiners.map(({ status }) => status),
    ["completed", "completed"],
  );
});

test("a failure is reported though there is always something to run", () => {
  const { go, loop, take, unhandled } = slowStage();
  const busy = go(function* () {
    for (;;) {
      take(5);
      yield* yieldNow();
    }
  });
  go(failing());
  for (let step = 0; step < 100 && unhandled.length === 0; step++) loop.step();
  assert.is(unhandled.length, 1);
  busy.cancel();
});

test("a failure that is awaited before promise jobs have come to rest is not reported", async () => {
  const { go, loop, unhandled } = stage();
  const child = go(failing());
  loop.step();
  await Promise.resolve();
  const error = rejection(child);
  await loop.settle();
  assert.is((await error).message, "no");
  assert.equal(unhandled, []);
});

test("a failed task whose joiner was waiting is not reported", () => {
  const { go, run, unhandled } = stage();
  const gate = channel<never>();
  const child = go(() => gate.recv());
  const joiner = go(() => child.outcome());
  run();
  gate.close();
  run();
  assert.is(joiner.status, "completed");
  assert.equal(unhandled, []);
});

test("the failure of an async body that nobody joins is reported", async () => {
  const { go, loop, unhandled } = stage();
  go(async () => failing("later")());
  await loop.settle();
  assert.equal(
    unhandled.map((error) => (error as Error).message),
    ["later"],
  );
});

test("when onUnhandled throws, the other failures are reported and the other tasks run all the same", () => {
  const loop = new ManualEventLoop();
  const told: string[] = [];
  const scheduler = createScheduler({
    loop,
    onUnhandled: (error) => {
      told.push((error as Error).message);
      throw error;
    },
  });
  scheduler.go(failing("first"));
  scheduler.go(failing("second"));
  let ran = false;
  scheduler.go(() => {
    ran = true;
  });
  const thrown: string[] = [];
  for (let more = true; more; ) {
    try {
      more = loop.step();
    } catch (error) {
      thrown.push((error as Error).message);
    }
  }
  assert.equal(told, ["first", "second"]);
  assert.equal(thrown, ["first", "second"]);
  assert.is(ran, true);
});

test("by default a program ends with a failure nobody joined, naming the task and the cause", () => {
  const { code, stderr } = runProgram(`
    import { go, sleep } from "@mailslot/core";
    go(function* indexer() {
      yield* sleep(1);
      throw new Error("disk full");
    });
    setTimeout(() => console.log("still alive"), 60_000);
  `);
  assert.is(code, 1);
  assert.match(stderr, "task indexer failed, and nobody waits for it: disk full");
  assert.match(stderr, "ERR_MAILSLOT_UNHANDLED");
  assert.match(stderr, "[cause]: Error: disk full");
});

test("a program whose tasks only fail where somebody joins them ends well", () => {
  const { code, stdout } = runProgram(`
    import { go, scope } from "@mailslot/core";
    const fail = function* () { throw new Error("no"); };
    const caught = [];
    for (let n = 0; n < 100; n++) await go(fail).then(null, () => caught.push("task"));
    for (let n = 0; n < 100; n++) await scope(fail).then(null, () => caught.push("scope"));
    await Promise.all([go(fail), go(fail)]).catch(() => caught.push("all"));
    console.log(caught.length);
  `);
  assert.is(stdout, "201\n");
  assert.is(code, 0);
});

test("what is thrown may be anything, and is shown", () => {
  const { code, stderr } = runProgram(`
    import { go } from "@mailslot/core";
    go(function* odd() { throw "just a string"; });
  `);
  assert.is(code, 1);
  assert.match(stderr, "task odd failed, and nobody waits for it: just a string");
});

test("the default answer goes through the platform's own path, so a program can listen there", () => {
  const { code, stdout } = runProgram(`
    import { go } from "@mailslot/core";
    process.on("uncaughtException", (error) => console.log(error.code, error.cause.message));
    go(() => { throw new Error("no"); });
  `);
  assert.is(stdout, "ERR_MAILSLOT_UNHANDLED no\n");
  assert.is(code, 0);
});

test("a failure is reported when the only joiner of the task has given up", () => {
  const { go, run, loop, unhandled } = stage();
  const late = go(function* () {
    yield* sleep(20);
    throw new Error("too late for the joiner");
  });
  go(function* () {
    try {
      yield* timeout(late, 10);
    } catch (error) {
      assert.is((error as Error).name, "TimeoutError");
    }
  });
  loop.advance(20);
  run();
  assert.equal(
    unhandled.map((error) => (error as Error).message),
    ["too late for the joiner"],
  );
});

test.run();
