/** Stash and unstash, become, and the timers of an actor. */
import { defineActor, kill, Refusal, stop, type TimerOptions } from "@mailslot/actor";
import { sleep } from "@mailslot/core";
import { thrown } from "@mailslot/test-support/rejection";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { receivedLetters } from "../letters.js";
import { stage } from "../stage.js";

const Shop = defineActor("shop", {
  state: (served: string[]) => ({ served }),
  stash: 3,
  receive: {
    open(ctx) {
      ctx.become("open");
      return ctx.unstash();
    },
    close: (ctx) => ctx.become(null),
    serve(ctx, _guest: string): string {
      ctx.stash();
      return "not the answer";
    },
    *serveSlowly(ctx, guest: string): Generator<never, string> {
      if (ctx.behaviour === null) ctx.stash();
      else ctx.state.served.push(guest);
      return guest;
    },
    serveOne: (ctx) => {
      ctx.become("open");
      return ctx.unstash(1);
    },
    what: (ctx) => ctx.behaviour,
  },
  behaviours: {
    open: {
      serve(ctx, guest) {
        ctx.state.served.push(guest);
        return `served ${guest}`;
      },
    },
  },
});

test("a stashed message is handled after unstash, in its order, before those that wait", () => {
  const { spawn, run } = stage();
  const served: string[] = [];
  const shop = spawn(Shop, served);
  shop.tell.serve("a");
  shop.tell.serve("b");
  shop.tell.open();
  shop.tell.serve("c");
  run();
  assert.equal(served, ["a", "b", "c"]);
});

test("a stashed ask is answered when it is handled, not before", () => {
  const { spawn, go, run } = stage();
  const shop = spawn(Shop, []);
  const asking = go(() => shop.ask.serve("a"));
  const slow = go(() => shop.ask.serveSlowly("b"));
  run();
  assert.is(asking.status, "waiting");
  assert.is(slow.status, "waiting");
  shop.tell.open();
  run();
  assert.is(asking.poll(), "served a");
  assert.is(slow.poll(), "b");
});

test("unstash takes back as many as it is told to", () => {
  const { spawn, go, run } = stage();
  const served: string[] = [];
  const shop = spawn(Shop, served);
  for (const guest of ["a", "b"]) shop.tell.serve(guest);
  const count = go(() => shop.ask.serveOne());
  run();
  assert.is(count.poll(), 1);
  assert.equal(served, ["a"]);
  const rest = go(() => shop.ask.open());
  run();
  assert.is(rest.poll(), 1);
  assert.equal(served, ["a", "b"]);
});

test("a full stash is an error that names the actor and what to do", () => {
  const { spawn, run, unhandled } = stage();
  const shop = spawn(Shop, []);
  for (const guest of ["a", "b", "c", "d"]) shop.tell.serve(guest);
  run();
  const error = unhandled[0] as Error & { code: string };
  assert.is(error.code, "ERR_MAILSLOT_STASH_FULL");
  assert.match(error.message, /shop#\d+ has stashed 3 messages: unstash them sooner/);
});

test("what is stashed when the actor exits is a dead letter, and an ask is rejected", () => {
  const { spawn, go, run } = stage();
  const letters = receivedLetters();
  const shop = spawn(Shop, []);
  shop.tell.serve("a");
  const asking = go(() => shop.ask.serve("b"));
  run();
  stop(shop);
  run();
  assert.is(thrown(() => asking.poll()).code, "ERR_MAILSLOT_NO_ACTOR");
  assert.equal(
    letters().map(({ args, reason }) => [args, reason]),
    [[["a"], "exited"]],
  );
});

test("stash outside a message is an error", () => {
  const { spawn, run, unhandled } = stage();
  spawn(defineActor("actor", { receive: {}, started: (ctx) => ctx.stash() }));
  run();
  assert.is((unhandled[0] as { code: string }).code, "ERR_MAILSLOT_OUTSIDE_ACTOR");
});

test("stash works with a bounded mailbox and priorities", () => {
  const { spawn, run } = stage();
  const lines: string[] = [];
  const Actor = defineActor("actor", {
    mailbox: { capacity: 4 },
    priority: { open: 1 },
    state: () => ({ isOpen: false }),
    receive: {
      work(ctx, text: string) {
        if (ctx.state.isOpen) lines.push(text);
        else ctx.stash();
      },
      open(ctx) {
        ctx.state.isOpen = true;
        ctx.unstash();
      },
    },
  });
  const actor = spawn(Actor);
  for (const text of ["a", "b"]) actor.tell.work(text);
  run();
  for (const text of ["c", "d"]) actor.tell.work(text);
  actor.tell.open();
  run();
  assert.equal(lines, ["a", "b", "c", "d"]);
});

test("an actor becomes something else from the next message on, and what it was again", () => {
  const { spawn, go, run } = stage();
  const shop = spawn(Shop, []);
  const what = () => {
    const asking = go(() => shop.ask.what());
    run();
    return asking.poll();
  };
  assert.is(what(), null);
  shop.tell.open();
  assert.is(what(), "open");
  shop.tell.close();
  assert.is(what(), null);
});

test("a definition says what its actors are at first", () => {
  const { spawn, go, run } = stage();
  const Door = defineActor("door", {
    initially: "closed",
    receive: {
      enter: () => "in",
      open: (ctx) => ctx.become(null),
    },
    behaviours: {
      closed: {
        enter() {
          throw new Refusal("closed");
        },
      },
    },
  });
  const door = spawn(Door);
  const early = go(() => door.ask.enter());
  run();
  door.tell.open();
  const late = go(() => door.ask.enter());
  run();
  assert.match(thrown(() => early.poll()).message, "closed");
  assert.is(late.poll(), "in");
});

test("to become what is no behaviour is an error that names those there are", () => {
  const { spawn, run, unhandled } = stage();
  const Actor = defineActor("actor", {
    receive: { change: (ctx, to: string) => ctx.become(to as "a") },
    behaviours: { a: {}, b: {} },
  });
  spawn(Actor).tell.change("c");
  run();
  assert.match((unhandled[0] as Error).message, "actor actor has no behaviour c to become: it has a, b");
});

// Timers.

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

test("a timer tells the actor in so many milliseconds, once", () => {
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

test("a timer that was stopped is not heard of, though it has sent already", () => {
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

test("a message that is no message, or a time that is none, is an error at the call", () => {
  const { spawn, run, unhandled } = stage();
  spawn(Clock, []).tell.wrong();
  spawn(Clock, []).tell.every(0);
  spawn(Clock, []).tell.after(Number.NaN);
  run();
  assert.equal(
    unhandled.map((error) => (error as { code: string }).code),
    ["ERR_MAILSLOT_UNKNOWN_MESSAGE", "ERR_MAILSLOT_ARGUMENT", "ERR_MAILSLOT_ARGUMENT"],
  );
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
