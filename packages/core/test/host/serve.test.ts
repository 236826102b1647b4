/** A scheduler that takes in what comes from elsewhere within its turns. */
import {
  broadcast,
  channel,
  counters,
  createScheduler,
  currentTask,
  ManualEventLoop,
  oneshot,
  watch,
} from "@mailslot/core";
import { type Inlet, isOneshot, isSender, serve } from "@mailslot/core/engine";
import { thrown } from "@mailslot/test-support/rejection";
import { stage } from "@mailslot/test-support/stage";
import { test } from "uvu";
import * as assert from "uvu/assert";

/** A loop whose clock moves by a microsecond at each look, and by more when told. */
class Ticking extends ManualEventLoop {
  late = 0;

  override now(): number {
    this.late += 0.001;
    return super.now() + this.late;
  }
}

function served(changes: Partial<Inlet> = {}) {
  const loop = new Ticking();
  const unhandled: unknown[] = [];
  const scheduler = createScheduler({ loop, onUnhandled: (error) => void unhandled.push(error) });
  const log: string[] = [];
  const inlet: Inlet = {
    take: () => void log.push("take"),
    more() {
      log.push("more");
      return false;
    },
    ended: (idle) => void log.push(idle ? "idle" : "busy"),
    ...changes,
  };
  return { loop, scheduler, log, unhandled, handle: serve(scheduler, inlet) };
}

test("smoke", () => {
  const { loop, scheduler, log } = served();
  scheduler.go(() => void log.push("task"));
  loop.run();
  assert.equal(log, ["take", "task", "take", "more", "idle"]);
});

test("looks into the inlet whenever it looks at its clock, during a long turn", () => {
  let looks = 0;
  const { loop, scheduler } = served({ take: () => void looks++ });
  for (let n = 0; n < 1_000; n++) scheduler.go(() => {});
  loop.run();
  assert.ok(looks > 5, `${looks} looks`);
});

test("what the inlet wakes goes to the back of the run queue, and no task is running", () => {
  const order: string[] = [];
  const messages = channel<string>();
  let waits = true;
  const { loop, scheduler } = served({
    take() {
      assert.is(currentTask(), null);
      if (waits) return;
      waits = true;
      messages.send("outside");
    },
  });
  scheduler.go(function* () {
    order.push(yield* messages.recv());
  });
  loop.run();
  waits = false;
  scheduler.go(() => {
    scheduler.go(() => void order.push("second"));
    order.push("first");
  });
  loop.run();
  assert.equal(order.sort(), ["first", "outside", "second"]);
});

test("can be served again once that has ended", () => {
  const { loop, scheduler, handle } = served();
  handle.end();
  let looks = 0;
  serve(scheduler, { take: () => void looks++, more: () => false, ended() {} });
  for (let n = 0; n < 1_000; n++) scheduler.go(() => {});
  loop.run();
  assert.ok(looks > 5, `${looks} looks`);
});

test("goes on with the turn while the inlet says so, and until the burst is over", () => {
  const messages = channel<number>();
  const got: number[] = [];
  let sent = 0;
  let turns = 0;
  const { loop, scheduler } = served({
    more: (until) => {
      assert.ok(until > 0);
      if (sent < 3) messages.send(sent++);
      return true;
    },
    ended: () => void turns++,
  });
  scheduler.go(function* () {
    for (;;) got.push(yield* messages.recv());
  });
  loop.run();
  assert.equal([got, turns], [[0, 1, 2], 1]);
});

test("takes a turn for what the inlet holds when it is asked to", () => {
  const messages = channel<string>();
  const held: string[] = [];
  const { loop, scheduler, handle } = served({
    take: () => {
      for (const each of held.splice(0)) messages.send(each);
    },
  });
  const got: string[] = [];
  scheduler.go(function* () {
    for (;;) got.push(yield* messages.recv());
  });
  loop.run();
  held.push("a");
  loop.run();
  assert.equal(got, []);
  handle.requestTurn();
  loop.run();
  assert.equal(got, ["a"]);
});

test("reports what an inlet throws, and goes on", () => {
  const { loop, scheduler, unhandled } = served({
    take() {
      throw new Error("broken inlet");
    },
  });
  let ran = false;
  scheduler.go(() => void (ran = true));
  loop.run();
  assert.ok(ran);
  assert.match(String(unhandled[0]), "broken inlet");
});

test("is served by one inlet, until that is ended; its counts go on", () => {
  const { loop, scheduler, log, handle } = served();
  scheduler.go(() => {});
  loop.run();
  assert.is(thrown(() => serve(scheduler, {} as Inlet)).code, "ERR_MAILSLOT_ARGUMENT");
  const { length } = log;
  const { turns } = counters(scheduler);
  assert.ok(turns > 0);
  handle.end();
  handle.end();
  handle.requestTurn();
  scheduler.go(() => {});
  loop.run();
  assert.is(log.length, length);
  assert.is(counters(scheduler).turns, turns + 1);
});

test("counts the tasks that live without looking at them", () => {
  const { scheduler, go, run } = stage();
  const end = oneshot<void>();
  for (let n = 0; n < 200; n++) go(() => end);
  assert.is(counters(scheduler).live, 200);
  run();
  end.send();
  run();
  assert.is(counters(scheduler).live, 0);
  go(() => {});
  assert.is(counters(scheduler).live, 1);
});

test("knows senders and oneshots from other things", () => {
  for (const sender of [channel(), oneshot(), broadcast(1), watch(0)]) assert.ok(isSender(sender));
  assert.ok(isOneshot(oneshot()));
  assert.not(isOneshot(channel()));
  assert.not(isSender({ send() {} }));
});

test.run();
