/** A scheduler that is told which task runs next. */
import {
  channel,
  createScheduler,
  currentScheduler,
  go,
  ManualEventLoop,
  type Scheduler,
  sleep,
  yieldNow,
} from "@mailslot/core";
import { type Choose, chooseNext, exchangeDefault } from "@mailslot/core/engine";
import { test } from "uvu";
import * as assert from "uvu/assert";

interface Chosen {
  readonly scheduler: Scheduler;
  readonly loop: ManualEventLoop;
  readonly unhandled: unknown[];
}

function chosen(choose: Choose): Chosen {
  const unhandled: unknown[] = [];
  const loop = new ManualEventLoop();
  const scheduler = createScheduler({ loop, onUnhandled: (error) => void unhandled.push(error) });
  chooseNext(scheduler, choose);
  return { scheduler, loop, unhandled };
}

const newest: Choose = (runnable) => runnable.length - 1;

test("the task that was chosen runs next", () => {
  const { scheduler, loop } = chosen(newest);
  const events: string[] = [];
  for (const name of ["a", "b", "c"]) scheduler.go(() => void events.push(name));
  loop.run();
  assert.equal(events, ["c", "b", "a"]);
});

test("the choice is among all runnable tasks, oldest first, whatever woke them", () => {
  const seen: string[] = [];
  const { scheduler, loop } = chosen((runnable) => {
    seen.push(runnable.map((task) => task.name).join());
    return 0;
  });
  const [inside, outside] = [channel<number>(), channel<number>()];
  scheduler.go(() => inside.recv(), { name: "woken by a task" });
  scheduler.go(() => outside.recv(), { name: "woken by I/O" });
  loop.run();
  seen.length = 0;
  scheduler.go(() => void inside.send(1), { name: "sender" });
  scheduler.go(() => {}, { name: "new" });
  scheduler.io(() => void outside.send(1));
  loop.run();
  assert.equal(seen[0], "sender,new,woken by I/O");
  assert.equal(seen[1], "new,woken by I/O,woken by a task");
});

test("with -1 the turn ends, and the tasks run in the next", () => {
  let turns = 0;
  const { scheduler, loop } = chosen(() => (turns++ === 0 ? -1 : 0));
  const task = scheduler.go(() => 42);
  loop.step();
  assert.is(task.status, "runnable");
  loop.run();
  assert.is(task.status, "completed");
});

test("a task that gives way, one that is cancelled and one that a timer wakes are chosen as all are", () => {
  const { scheduler, loop } = chosen(newest);
  const events: string[] = [];
  scheduler.go(function* () {
    yield* yieldNow();
    events.push("gave way");
  });
  const cancelled = scheduler.go(function* () {
    try {
      yield* channel().recv();
    } finally {
      events.push("cancelled");
    }
  });
  scheduler
    .go(() => sleep(5))
    .outcome()
    .then(() => events.push("slept"));
  loop.run();
  cancelled.cancel();
  loop.advance(5);
  assert.equal(events, ["gave way", "cancelled"]);
  assert.equal(cancelled.status, "cancelled");
});

test("with a budget of 1 a task gives way before each operation, the first of a tick included", () => {
  const loop = new ManualEventLoop();
  const scheduler = createScheduler({ loop, policy: { budget: 1 } });
  chooseNext(scheduler, newest);
  const events: string[] = [];
  const room = channel<string>(10);
  for (const name of ["a", "b"])
    scheduler.go(function* () {
      for (let n = 0; n < 2; n++) {
        events.push(`${name}${n}`);
        yield* room.recv();
      }
      events.push(`${name} ends`);
    });
  for (let n = 0; n < 4; n++) room.send("ready");
  const other = scheduler.go(() => void events.push("other"));
  loop.run();
  assert.is(other.status, "completed");
  assert.equal(events, ["other", "b0", "b1", "b ends", "a0", "a1", "a ends"]);
});

test("a choice that throws, or does not exist, is reported, and the oldest task runs", () => {
  const answers: (() => number)[] = [
    () => {
      throw new Error("cannot choose");
    },
    () => 7,
    () => Number.NaN,
  ];
  const { scheduler, loop, unhandled } = chosen(() => answers.shift()?.() ?? 0);
  const events: string[] = [];
  for (const name of ["a", "b", "c"]) scheduler.go(() => void events.push(name));
  loop.run();
  assert.equal(events, ["a", "b", "c"]);
  assert.match(String(unhandled[0]), /choice of the next task threw: cannot choose/);
  assert.match(String(unhandled[1]), /is 7: give an index below 2, or -1/);
  assert.is(unhandled.length, 3);
});

test("a scheduler that has run tasks cannot be told", () => {
  const loop = new ManualEventLoop();
  const scheduler = createScheduler({ loop, name: "old" });
  scheduler.go(() => {});
  assert.throws(() => chooseNext(scheduler, newest), /is "old": give one that has run no task yet/);
  loop.run();
  assert.throws(() => chooseNext(scheduler, newest), /is "old": give one that has run no task yet/);
});

test("another scheduler can be the default one for a while", () => {
  const { scheduler, loop } = chosen(newest);
  const before = exchangeDefault(scheduler);
  try {
    assert.is(currentScheduler(), scheduler);
    const task = go(() => 42);
    loop.run();
    assert.is(task.status, "completed");
  } finally {
    assert.is(exchangeDefault(before), scheduler);
  }
  assert.is(currentScheduler(), before);
});

test.run();
