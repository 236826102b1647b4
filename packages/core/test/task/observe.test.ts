/** Hooks on the life of tasks, and the carrier of context. */

import { AsyncLocalStorage } from "node:async_hooks";
import { observe, startTrace, type TaskHooks, UnhandledTaskError, type Wait, yieldNow } from "@mailslot/core";
import { orderedStage, type Stage } from "@mailslot/test-support/stage";
import { test } from "uvu";
import * as assert from "uvu/assert";

function recorder(events: string[]): TaskHooks {
  return {
    spawned: (task) => void events.push(`spawned ${task.name}`),
    beforeTick: (task) => void events.push(`before ${task.name}`),
    afterTick: (task) => void events.push(`after ${task.name}`),
    ended: (task) => void events.push(`ended ${task.name}`),
  };
}

function twoTasks({ go }: Stage, events: string[]): void {
  go(function* a() {
    events.push("a starts");
    yield* yieldNow();
    events.push("a ends");
  });
  go(function* b() {
    events.push("b");
  });
}

const EXPECTED = [
  ...["spawned a", "spawned b"],
  ...["before a", "a starts", "after a"],
  ...["before b", "b", "ended b", "after b"],
  ...["before a", "a ends", "ended a", "after a"],
];

test("the hooks tell the life of every task in order", () => {
  const events: string[] = [];
  const own = orderedStage();
  observe(own.scheduler, { hooks: recorder(events) });
  twoTasks(own, events);
  own.run();
  assert.equal(events, EXPECTED);
});

test("the hooks are told the same while a trace is recorded", () => {
  const events: string[] = [];
  const own = orderedStage();
  const trace = startTrace();
  observe(own.scheduler, { hooks: recorder(events) });
  twoTasks(own, events);
  own.run();
  trace.stop();
  assert.equal(events, EXPECTED);
});

test("hooks are told of their own scheduler only, and of nothing after null", () => {
  const events: string[] = [];
  const [one, two] = [orderedStage("one"), orderedStage("two")];
  observe(one.scheduler, { hooks: recorder(events) });
  twoTasks(two, []);
  two.run();
  assert.equal(events, []);
  observe(one.scheduler, null);
  twoTasks(one, []);
  one.run();
  assert.equal(events, []);
});

test("a hook that throws is reported by its name, and keeps no task from running", () => {
  const { go, run, scheduler, unhandled } = orderedStage();
  const boom = new Error("boom");
  observe(scheduler, {
    hooks: {
      beforeTick: () => {
        throw boom;
      },
    },
  });
  const task = go(() => "ran", { name: "worker" });
  run();
  assert.is(task.poll(), "ran");
  const [error] = unhandled as UnhandledTaskError[];
  assert.instance(error, UnhandledTaskError);
  assert.is(error?.message, "the beforeTick hook for task worker threw: boom. Catch it there");
  assert.is(error?.cause, boom);
  assert.is(unhandled.length, 1);
});

test("AsyncLocalStorage is carried from where a task is spawned into its ticks, and to its children", async () => {
  const storage = new AsyncLocalStorage<string>();
  const { go, loop, scheduler } = orderedStage();
  observe(scheduler, {
    carrier: {
      capture: () => AsyncLocalStorage.snapshot(),
      run: (snapshot: ReturnType<typeof AsyncLocalStorage.snapshot>, tick) => snapshot(tick),
    },
  });
  const seen: (string | undefined)[] = [];
  function* request(): Generator<Wait, void> {
    seen.push(storage.getStore());
    yield* yieldNow();
    seen.push(storage.getStore());
    go(() => void seen.push(storage.getStore()));
    go(async () => {
      await null;
      seen.push(storage.getStore());
    });
  }
  storage.run("request 1", () => go(() => request()));
  storage.run("request 2", () => go(() => request()));
  go(() => void seen.push(storage.getStore()));
  await loop.settle();
  const count = (store: string | undefined): number => seen.filter((each) => each === store).length;
  assert.equal([count("request 1"), count("request 2"), count(undefined)], [4, 4, 1]);
});

test("task-local values are inherited under a carrier, too", () => {
  const { go, run, scheduler } = orderedStage();
  const contexts: number[] = [];
  let context = 0;
  observe(scheduler, {
    carrier: {
      capture: () => ++context,
      run: (captured: number, tick) => {
        contexts.push(captured);
        tick();
      },
    },
  });
  go(() => void go(() => undefined));
  run();
  assert.equal(contexts, [1, 2]);
});

test("a carrier that throws, or does not call its tick, is reported, and costs no task its tick", () => {
  const { go, run, scheduler, unhandled } = orderedStage();
  const failing = (): never => {
    throw new Error("no context");
  };
  const late = (_: unknown, tick: () => void): never => {
    tick();
    return failing();
  };
  const ways = [failing, () => undefined, late];
  for (const way of ways) {
    observe(scheduler, { carrier: { capture: () => 1, run: way } });
    const task = go(() => "ran", { name: "worker" });
    run();
    assert.is(task.poll(), "ran");
  }
  assert.equal(
    unhandled.map((error) => (error as Error).message),
    [
      "the context carrier for task worker threw: no context. Catch it there",
      "the context carrier for task worker threw: it did not call the tick it was given. Catch it there",
      "the context carrier for task worker threw: no context. Catch it there",
    ],
  );
});

test("a carrier that calls its tick later, too late, runs the task once", () => {
  const { go, run, scheduler, unhandled } = orderedStage();
  const later: (() => void)[] = [];
  observe(scheduler, { carrier: { capture: () => 1, run: (_: unknown, tick: () => void) => void later.push(tick) } });
  let runs = 0;
  const task = go(() => void runs++, { name: "worker" });
  run();
  for (const tick of later) tick();
  assert.equal([task.poll(), runs, unhandled.length], [undefined, 1, 1]);
});

test("a carrier that calls its tick twice runs the task once", () => {
  const { go, run, scheduler } = orderedStage();
  let ticks = 0;
  const twice = (_: unknown, tick: () => void): void => {
    tick();
    tick();
  };
  observe(scheduler, { carrier: { capture: () => 1, run: twice } });
  const task = go(function* () {
    for (; ticks < 3; ticks++) yield* yieldNow();
    return ticks;
  });
  run();
  assert.is(task.poll(), 3);
});

test.run();
