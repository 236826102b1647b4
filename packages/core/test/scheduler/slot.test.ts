/** The LIFO slot, and the lane of those woken by I/O and timers. */
import { channel, counters, currentTask, observe, type Scheduler, sleep, startTrace, yieldNow } from "@mailslot/core";
import { orderedStage } from "@mailslot/test-support/stage";
import { test } from "uvu";
import * as assert from "uvu/assert";

/** Keeps the names of the tasks that get a tick. */
function ticksOf(scheduler: Scheduler): string[] {
  const names: string[] = [];
  observe(scheduler, { hooks: { beforeTick: (task) => void names.push(task.name) } });
  return names;
}

test("a task woken by a message runs next, ahead of those that were runnable before", () => {
  const { go, run, scheduler } = orderedStage();
  const messages = channel<number>();
  go(function* receiver() {
    yield* messages.recv();
  });
  run();
  const ticks = ticksOf(scheduler);
  go(function* sender() {
    messages.send(1);
    yield* yieldNow();
  });
  go(function* other() {});
  run();
  assert.equal(ticks, ["sender", "receiver", "other", "sender"]);
});

test("the task that was in the slot goes to the back of the queue", () => {
  const { go, run, scheduler } = orderedStage();
  const [one, two] = [channel<number>(), channel<number>()];
  go(() => one.recv(), { name: "first" });
  go(() => two.recv(), { name: "second" });
  run();
  const ticks = ticksOf(scheduler);
  go(function* sender() {
    one.send(1);
    two.send(2);
  });
  go(function* other() {});
  run();
  assert.equal(ticks, ["sender", "second", "other", "first"]);
});

test("after 3 ticks in a row from the slot the queue has its turn: two that only talk do not starve a third", () => {
  const { go, run, scheduler } = orderedStage();
  const [there, back] = [channel<number>(), channel<number>()];
  go(function* ping() {
    for (let n = 0; n < 50; n++) {
      there.send(n);
      yield* back.recv();
    }
  });
  go(function* pong() {
    for (let n = 0; n < 50; n++) back.send(yield* there.recv());
  });
  go(function* third() {
    for (let n = 0; n < 10; n++) yield* yieldNow();
  });
  const ticks = ticksOf(scheduler);
  run();
  const gaps = gapsBetween(ticks, "third");
  assert.is(gaps.length, 10);
  // Ahead of the third in the queue is at most the one of the two that the cap has put there, and 3 from the slot follow each.
  assert.ok(Math.max(...gaps) <= 8, `the third waited for ${Math.max(...gaps)} ticks`);
  assert.ok(counters(scheduler).slotTicks > 50);
});

test("a cap of its own changes how many ticks in a row come from the slot", () => {
  for (const slotCap of [1, 5, Number.POSITIVE_INFINITY]) {
    const { go, run, scheduler } = orderedStage("stage", { slotCap });
    const [there, back] = [channel<number>(), channel<number>()];
    go(function* pong() {
      for (;;) back.send(yield* there.recv());
    });
    go(function* ping() {
      for (let n = 0; n < 100; n++) {
        there.send(n);
        yield* back.recv();
      }
    });
    run();
    const { ticks, slotTicks } = counters(scheduler);
    const share = slotTicks / ticks;
    const expected = slotCap === Number.POSITIVE_INFINITY ? 1 : slotCap / (slotCap + 1);
    assert.ok(Math.abs(share - expected) < 0.05, `cap ${slotCap}: ${slotTicks} of ${ticks} ticks from the slot`);
  }
});

test("tasks woken by I/O run ahead of the queue, at most 16 in a row", () => {
  const { go, loop, run, scheduler } = orderedStage();
  const packets = channel<number>();
  for (let n = 0; n < 40; n++) go(() => packets.recv(), { name: "io" });
  run();
  const ticks = ticksOf(scheduler);
  go(function* busy() {
    for (let n = 0; n < 4; n++) yield* yieldNow();
  });
  scheduler.io(() => {
    for (let n = 0; n < 40; n++) packets.send(n);
  });
  loop.run();
  assert.is(ticks.indexOf("busy"), 16);
  assert.equal(gapsBetween(ticks, "busy"), [16, 8, 0, 0]);
});

test("tasks woken by timers go into the same lane", () => {
  const { go, loop, run } = orderedStage();
  const trace = startTrace();
  for (let n = 0; n < 3; n++) go(() => sleep(10));
  run();
  loop.advance(10);
  trace.stop();
  const wakes = trace.events().filter(({ kind }) => kind === "wake");
  assert.equal(
    wakes.map(({ detail }) => detail),
    ["io", "io", "io"],
  );
});

test("io runs its callback at once, also within a task, where a woken task goes into the slot", () => {
  const { go, run, scheduler } = orderedStage();
  const packets = channel<number>();
  const reader = go(() => packets.recv());
  run();
  const events: string[] = [];
  go(
    () => {
      scheduler.io(() => {
        packets.send(1);
        events.push(currentTask()?.name ?? "nobody");
      });
      events.push(reader.status);
    },
    { name: "server" },
  );
  run();
  assert.equal(events, ["server", "runnable"]);
  assert.is(reader.poll(), 1);
});

test("what the callback of io throws comes out of it, and the lane is left as it was", () => {
  const { go, run, scheduler } = orderedStage();
  assert.throws(
    () =>
      scheduler.io(() => {
        throw new Error("no");
      }),
    "no",
  );
  const after = go(() => 1);
  assert.is(counters(scheduler).depth.queue, 1);
  run();
  assert.is(after.poll(), 1);
});

function gapsBetween(ticks: readonly string[], name: string): number[] {
  const places = ticks.flatMap((each, place) => (each === name ? [place] : []));
  return places.slice(1).map((place, n) => place - (places[n] as number) - 1);
}

test.run();
