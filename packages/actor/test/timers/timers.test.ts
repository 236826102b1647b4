/** The timers of an actor. */
import { defineActor, kill, Refusal, type TimerOptions } from "@mailslot/actor";
import { sleep } from "@mailslot/core";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { receivedLetters } from "../letters.js";
import { stage } from "../stage.js";

const Clock = defineActor("clock", {
  state: (lines: string[]) => ({ lines }),
  receive: {
    tick: (ctx, text = "tick") => void ctx.state.lines.push(text),
    after: (ctx, when: number | TimerOptions, text?: string) =>
      text === undefined ? ctx.tellAfter(when, "tick") : ctx.tellAfter(when, "tick", text),
    every: (ctx, when: number | TimerOptions, text = "tick") => ctx.tellEvery(when, "tick", text),
    cancel: (ctx, key: string) => ctx.stopTimer(key),
    *busy(_ctx, ms: number) {
      yield* sleep(ms);
    },
    wrong: (ctx) => ctx.tellAfter(1, "tock" as "tick"),
  },
});

test("a timer tells the actor once, after its milliseconds", () => {
  const { spawn, run, loop } = stage();
  const lines: string[] = [];
  const clock = spawn(Clock, lines);
  clock.tell.after(10, "ten");
  run();
  loop.advance(9);
  assert.equal(lines, []);
  loop.advance(1);
  assert.equal(lines, ["ten"]);
  loop.advance(100);
  assert.equal(lines, ["ten"]);
});

test("a timer whose message was refused is over, too", () => {
  const { spawn, run, loop } = stage();
  const stopped: boolean[] = [];
  const Closed = defineActor("closed", {
    receive: {
      begin: (ctx) => ctx.tellAfter(1, "knock"),
      knock() {
        throw new Refusal("closed");
      },
      end: (ctx) => void stopped.push(ctx.stopTimer("knock")),
    },
  });
  const closed = spawn(Closed);
  closed.tell.begin();
  run();
  loop.advance(1);
  closed.tell.end();
  run();
  assert.equal(stopped, [false]);
});

test("a timer of the same key is replaced; others run beside it", () => {
  const { spawn, run, loop } = stage();
  const lines: string[] = [];
  const clock = spawn(Clock, lines);
  clock.tell.after(10, "first");
  clock.tell.after(20, "second");
  clock.tell.after({ ms: 15, key: "other" }, "other");
  run();
  loop.advance(100);
  assert.equal(lines, ["other", "second"]);
});

test("a timer that repeats does so without drift, and skips what was not handled in time", () => {
  const { spawn, run, loop } = stage();
  const lines: string[] = [];
  const clock = spawn(Clock, lines);
  clock.tell.every(10);
  run();
  loop.advance(35);
  assert.is(lines.length, 3);
  clock.tell.busy(50);
  run();
  loop.advance(50); // 40, 50, 60, 70, 80 come while it is busy: one is kept
  assert.is(lines.length, 4);
  loop.advance(5);
  assert.is(lines.length, 5);
});

test("a stopped timer delivers nothing, even if it has fired already", () => {
  const { spawn, go, run, loop } = stage();
  const lines: string[] = [];
  const letters = receivedLetters();
  const clock = spawn(Clock, lines);
  clock.tell.after({ ms: 10, key: "a" }, "a");
  clock.tell.after({ ms: 10, key: "b" }, "b");
  run();
  clock.tell.busy(20);
  const cancelled = go(() => clock.ask.cancel("a"));
  run();
  clock.tell.cancel("none");
  loop.advance(20);
  assert.is(cancelled.poll(), true);
  assert.equal(lines, ["b"]);
  assert.equal(letters(), []);
});

test("timers end with their actor", () => {
  const { spawn, run, loop } = stage();
  const lines: string[] = [];
  const letters = receivedLetters();
  const clock = spawn(Clock, lines);
  clock.tell.every(10);
  clock.tell.after({ ms: 15, key: "once" });
  run();
  loop.advance(10);
  kill(clock);
  run();
  loop.advance(1_000);
  assert.equal(lines, ["tick"]);
  assert.equal(letters(), []);
});

test("an unknown message or an invalid time is an error at the call", () => {
  const { spawn, run, unhandled } = stage();
  spawn(Clock, []).tell.wrong();
  spawn(Clock, []).tell.every(0);
  spawn(Clock, []).tell.after(Number.NaN);
  run();
  assert.equal(unhandled.map((error) => (error as { code: string }).code).sort(), [
    "ERR_MAILSLOT_ARGUMENT",
    "ERR_MAILSLOT_ARGUMENT",
    "ERR_MAILSLOT_UNKNOWN_MESSAGE",
  ]);
});

test("no mailbox drops what a timer sends", () => {
  const { spawn, run, loop } = stage();
  const lines: string[] = [];
  const Full = defineActor("full", {
    mailbox: { capacity: 1, overflow: "drop-newest" },
    receive: {
      begin: (ctx) => ctx.tellAfter(10, "tick"),
      tick: () => void lines.push("tick"),
      *busy() {
        yield* sleep(20);
      },
      other: () => void lines.push("other"),
    },
  });
  const full = spawn(Full);
  full.tell.begin();
  run();
  full.tell.busy();
  run();
  full.tell.other();
  loop.advance(20);
  assert.equal(lines, ["other", "tick"]);
});

test.run();
