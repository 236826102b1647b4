/** Timers that count from the last message, and timers that stop with a behaviour. */
import { defineActor, drain, exitOf, idleFor, kill, type TimerOptions } from "@mailslot/actor";
import { sleep } from "@mailslot/core";
import { thrown } from "@mailslot/test-support/rejection";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { stage } from "../stage.js";

const Session = defineActor("session", {
  state: (log: string[], now: () => number) => ({ log, now }),
  receive: {
    after: (ctx, when: TimerOptions) => ctx.tellAfter(when, "quiet"),
    every: (ctx, when: TimerOptions) => ctx.tellEvery(when, "quiet"),
    quiet: (ctx) => void ctx.state.log.push(`quiet at ${ctx.state.now()}`),
    touch: (ctx) => void ctx.state.log.push(`touched at ${ctx.state.now()}`),
    beat: (ctx, ms: number) => ctx.tellEvery(ms, "tick"),
    tick: () => {},
    never: (ctx) => ctx.stopTimer("quiet"),
    *work(_ctx, ms: number) {
      yield* sleep(ms);
    },
    *aside(_ctx, ms: number) {
      yield* sleep(ms);
    },
    go: (ctx, to: "open" | "locked" | null) => ctx.become(to),
    fail() {
      throw new Error("broken");
    },
  },
  interleave: ["aside"],
  behaviours: { open: {}, locked: {} },
});

function staged() {
  const on = stage();
  const log: string[] = [];
  const session = on.spawn(Session, log, () => on.loop.now());
  return { ...on, log, session };
}

const idle = idleFor(100);

test("an idle timer sends once when nothing has come for its time", () => {
  const { session, log, run, loop, left } = staged();
  session.tell.after(idle);
  run();
  loop.advance(60);
  session.tell.touch();
  run();
  loop.advance(99);
  assert.equal(log, ["touched at 60"]);
  loop.advance(1000);
  assert.equal(log, ["touched at 60", "quiet at 160"]);
  assert.is(left().timers, 0);
});

test("one that repeats sends after each time in which nothing has come", () => {
  const { session, log, run, loop } = staged();
  session.tell.every(idle);
  run();
  loop.advance(210);
  session.tell.touch();
  run();
  loop.advance(100);
  assert.equal(log, ["quiet at 100", "quiet at 200", "touched at 210", "quiet at 310"]);
});

test("an actor that works is not idle, also not when its handler interleaves; the time counts from the end", () => {
  for (const message of ["work", "aside"] as const) {
    const { session, log, run, loop } = staged();
    session.tell.after(idle);
    session.tell[message](250);
    run();
    loop.advance(349);
    assert.equal(log, []);
    loop.advance(1);
    assert.equal(log, ["quiet at 350"]);
  }
});

test("messages of timers do not count, and neither does its own", () => {
  const { session, log, run, loop } = staged();
  session.tell.beat(30);
  session.tell.every(idle);
  run();
  loop.advance(205);
  assert.equal(log, ["quiet at 100", "quiet at 200"]);
});

test("a message that is handled before the timer's makes that void, and it counts again", () => {
  const { spawn, run, loop } = stage();
  const log: string[] = [];
  const Urgent = defineActor("urgent", {
    priority: { touch: 1 },
    receive: {
      begin: (ctx) => ctx.tellAfter(idle, "quiet"),
      touch: () => void log.push(`touched at ${loop.now()}`),
      quiet: () => void log.push(`quiet at ${loop.now()}`),
    },
  });
  const urgent = spawn(Urgent);
  const start = loop.startTimer.bind(loop);
  loop.startTimer = (ms, callback) =>
    start(ms, () => {
      callback();
      if (loop.now() === 100) urgent.tell.touch(); // behind the timer's message, and handled before it
    });
  urgent.tell.begin();
  run();
  loop.advance(300);
  assert.equal(log, ["touched at 100", "quiet at 200"]);
});

test("it can be stopped, replaced by another of its key, and ends with its actor", () => {
  for (const end of [drain, kill]) {
    const { session, log, run, loop, left } = staged();
    session.tell.after(idle);
    session.tell.after(idleFor(50));
    run();
    loop.advance(49);
    assert.equal(log, []);
    loop.advance(1);
    assert.equal(log, ["quiet at 50"]);
    session.tell.after(idle);
    session.tell.never();
    run();
    loop.advance(200);
    session.tell.every(idle);
    run();
    end(session);
    run();
    loop.advance(200);
    assert.equal(log, ["quiet at 50"]);
    assert.equal(left(), { tasks: [], timers: 0 });
  }
});

test("an actor that ends when idle by a drain loses no message", () => {
  const { spawn, run, loop } = stage();
  const log: string[] = [];
  const Short = defineActor("short", {
    started: (ctx) => ctx.tellAfter(idle, "end"),
    receive: {
      end(ctx) {
        ctx.self.tell.note();
        drain(ctx.self, "normal");
      },
      note: () => void log.push("noted"),
    },
  });
  const short = spawn(Short);
  const exit = exitOf(short);
  run();
  loop.advance(100);
  assert.equal([log, exit.poll()], [["noted"], "normal"]);
});

test("a timer until the behaviour changes stops then, and what it has sent is void", () => {
  const { session, log, run, loop } = staged();
  session.tell.go("open");
  session.tell.after({ ms: 100, untilChange: true });
  session.tell.go("open"); // which it is
  run();
  loop.advance(99);
  session.tell.work(1);
  session.tell.go(null); // before the timer's message
  run();
  loop.advance(200);
  assert.equal(log, []);
  session.tell.after({ ms: 100, untilChange: true });
  run();
  loop.advance(100);
  assert.equal(log, ["quiet at 399"]);
});

test("a timer until the change that is set when a behaviour is entered is that behaviour's own", () => {
  const { spawn, run, loop } = stage();
  const log: string[] = [];
  const Light = defineActor("light", {
    receive: {
      on: (ctx) => ctx.become("green"),
      next(_ctx, to: string): void {
        log.push(`${to} at ${loop.now()}`);
      },
    },
    behaviours: {
      green: { next: (ctx) => ctx.become("red") },
      red: {},
    },
    entered: {
      green: (ctx) => ctx.tellAfter({ ms: 10, untilChange: true }, "next", "red"),
      red: (ctx) => ctx.tellAfter({ ms: 20, untilChange: true }, "next", "off"),
    },
  });
  spawn(Light).tell.on();
  run();
  loop.advance(100);
  assert.equal(log, ["off at 30"]);
});

test("an idle timer may be one of a behaviour, too, and survives becoming what has no handlers of its own", () => {
  const { session, log, run, loop } = staged();
  session.tell.go("open");
  session.tell.after({ ...idle, untilChange: true });
  session.tell.every(idleFor(30, { key: "other" }));
  session.tell.go(null);
  run();
  loop.advance(20);
  session.tell.touch();
  run();
  loop.advance(100);
  assert.equal(log, ["touched at 20", "quiet at 50", "quiet at 80", "quiet at 110"]);
});

test("an actor that fails leaves no idle timer, and the next starts without", () => {
  const { session, log, run, loop, left, unhandled } = staged();
  session.tell.every(idle);
  session.tell.fail();
  run();
  loop.advance(500);
  assert.equal([log, left(), unhandled.length], [[], { tasks: [], timers: 0 }, 1]);
});

test("times that make no sense are refused", () => {
  for (const ms of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
    assert.is(thrown(() => idleFor(ms)).code, "ERR_MAILSLOT_ARGUMENT");
    const { session, run } = staged();
    const exit = exitOf(session);
    session.tell.every({ ...idle, ms });
    run();
    assert.is((exit.poll() as { code?: string }).code, "ERR_MAILSLOT_ARGUMENT");
  }
});

test.run();
