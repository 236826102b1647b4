/** The timer wheel against a sorted list, and at size. */
import { currentScheduler, dump, type Source, sleep, sleepUntil, type Task, type Waiter } from "@mailslot/core";
import { check } from "@mailslot/test-support/seeded";
import { orderedStage, type Stage } from "@mailslot/test-support/stage";
import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";

// Near and far: within a slot, around the borders of each level of 64, and beyond the top level of 2^36 ms.
const border = fc
  .tuple(fc.integer({ min: 0, max: 7 }), fc.integer({ min: 1, max: 65 }), fc.integer({ min: -1, max: 1 }))
  .map(([level, slots, off]) => Math.max(0, slots * 64 ** level + off));
const span = fc.oneof(fc.integer({ min: 0, max: 130 }), border, fc.double({ min: 0, max: 200, noNaN: true }));

const commands = fc.array(
  fc.oneof(
    { weight: 5, arbitrary: fc.record({ do: fc.constant("start" as const), in: span }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant("stop" as const), which: fc.nat() }) },
    { weight: 3, arbitrary: fc.record({ do: fc.constant("advance" as const), by: span }) },
  ),
  { maxLength: 60 },
);

interface Fired {
  readonly id: number;
  readonly at: number;
}

interface Entry {
  readonly id: number;
  readonly due: number;
}

/** What should fire, from a list that is sorted again each time. */
class Model {
  readonly fired: Fired[] = [];
  private entries: Entry[] = [];

  start(id: number, until: number, now: number): void {
    if (until <= now) this.fired.push({ id, at: now });
    else this.entries.push({ id, due: Math.ceil(until) });
  }

  stop(id: number): void {
    this.entries = this.entries.filter((entry) => entry.id !== id);
  }

  advance(now: number): void {
    const due = this.entries.filter((entry) => entry.due <= now).sort((a, b) => a.due - b.due || a.id - b.id);
    this.entries = this.entries.filter((entry) => entry.due > now);
    this.fired.push(...due.map(({ id, due: at }) => ({ id, at })));
  }

  get size(): number {
    return this.entries.length;
  }
}

function sleeper({ go, loop }: Stage, id: number, until: number, fired: Fired[]): Task {
  return go(function* () {
    yield* sleepUntil(until);
    fired.push({ id, at: loop.now() });
  });
}

test("timers fire at their time, in order, first come first served, and never when stopped", () => {
  check(
    fc.property(fc.constantFrom(0, 1000.25, 2 ** 31 - 5), commands, (start, list) => {
      const own = orderedStage("stage", {}, start);
      const model = new Model();
      const fired: Fired[] = [];
      const tasks: Task[] = [];
      for (const command of list) {
        if (command.do === "start") {
          const until = own.loop.now() + command.in;
          model.start(tasks.length, until, own.loop.now());
          tasks.push(sleeper(own, tasks.length, until, fired));
          own.run();
        } else if (command.do === "advance") {
          own.loop.advance(command.by);
          model.advance(own.loop.now());
        } else if (tasks.length > 0) {
          const which = command.which % tasks.length;
          model.stop(which);
          tasks[which]?.cancel();
          own.run();
        }
        assert.equal(fired, model.fired);
        assert.is(dump(own.scheduler).length, model.size);
      }
      own.loop.advance(2 ** 44);
      model.advance(own.loop.now());
      assert.equal(fired, model.fired);
    }),
    { numRuns: 500 },
  );
});

test("timers of one moment fire in the order in which they were started, whichever level they came through", () => {
  const own = orderedStage();
  const fired: Fired[] = [];
  let id = 0;
  for (const at of [0, 1, 4000, 4030, 4090, 4099]) {
    own.loop.advance(at - own.loop.now());
    sleeper(own, id++, 4100, fired);
    sleeper(own, id++, 4100, fired);
    own.run();
  }
  own.loop.advance(100);
  assert.equal(
    fired.map((each) => each.id),
    Array.from({ length: 12 }, (_, n) => n),
  );
});

test("one timer that several wait for wakes them all, and starts once", () => {
  const { go, loop, run } = orderedStage();
  const tasks: Task[] = [];
  go(() => {
    const nap = sleep(10);
    const other = sleep(10);
    for (const operation of [nap, other, nap, nap]) tasks.push(go(() => operation));
  });
  run();
  tasks[0]?.cancel();
  loop.advance(10);
  assert.equal(
    tasks.map(({ status }) => status),
    ["cancelled", "completed", "completed", "completed"],
  );
});

/** Notes when it is woken; waits for a sleep without a task, by the protocol of sources. */
class Alarm implements Waiter<void> {
  after: Waiter | null = null;
  before: Waiter | null = null;
  readonly at: number;
  readonly nap: Source<void>;
  private readonly fired: (alarm: Alarm) => void;

  constructor(at: number, fired: (alarm: Alarm) => void) {
    this.at = at;
    this.nap = sleepUntil(at);
    this.fired = fired;
    this.nap.subscribe(this);
  }

  claim(): boolean {
    return true;
  }

  deliver(): void {
    this.fired(this);
  }

  fail(error: unknown): void {
    throw error;
  }
}

test("of a million timers half are stopped, and the others fire at their time, in order", () => {
  const { go, loop, run, unhandled } = orderedStage();
  const COUNT = 1_000_000;
  let [fired, wrong, last] = [0, 0, 0];
  const note = ({ at }: Alarm): void => {
    fired++;
    if (at < last || at !== loop.now()) wrong++;
    last = at;
  };
  go(() => {
    const alarms = Array.from({ length: COUNT }, (_, n) => new Alarm(1 + ((n * 7919) % 20_000), note));
    for (const alarm of alarms) if (alarm.at % 2 === 0) alarm.nap.unsubscribe(alarm);
  });
  run();
  loop.advance(20_000);
  assert.equal(unhandled, []);
  assert.is(fired, COUNT / 2);
  assert.is(wrong, 0);
});

test("a task's clock is that of its scheduler", () => {
  const { go, loop, run } = orderedStage();
  loop.advance(1234);
  const seen = go(() => currentScheduler().loop.now());
  run();
  assert.is(seen.poll(), 1234);
});

test.run();
