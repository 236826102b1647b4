// slow under many schedules: it counts the cost of many asks
// watchdog: 120 s
/** Asks in great numbers: what each costs does not grow with how many there are, and nothing of them is kept. */
import { deadLetterCount, defineActor } from "@mailslot/actor";
import { oneshot, sleep } from "@mailslot/core";
import { keepsNothing } from "@mailslot/test-support/kept";
import { rejection } from "@mailslot/test-support/rejection";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { receivedLetters } from "../letters.js";
import { stage } from "../stage.js";

const Deaf = defineActor("deaf", {
  askTimeout: 1_000,
  stash: 2,
  receive: {
    hold: () => oneshot<void>(),
    hear: (_ctx, n: number) => n,
  },
});

const Bounded = defineActor("bounded", {
  mailbox: { capacity: 4 },
  askTimeout: 1_000,
  receive: {
    *hold() {
      yield* sleep(1_500);
    },
    hear: (_ctx, n: number) => n,
  },
});

/** A signal that counts its listeners. */
function countedSignal(): {
  readonly signal: AbortSignal;
  readonly abort: () => void;
  readonly listeners: () => number;
} {
  const controller = new AbortController();
  let listeners = 0;
  const { signal } = controller;
  const add = signal.addEventListener.bind(signal);
  const remove = signal.removeEventListener.bind(signal);
  signal.addEventListener = (...args: Parameters<typeof add>) => {
    listeners++;
    add(...args);
  };
  signal.removeEventListener = (...args: Parameters<typeof remove>) => {
    listeners--;
    remove(...args);
  };
  return { signal, abort: () => controller.abort("enough"), listeners: () => listeners };
}

test("asks that share a signal share a listener, which goes with the last of them", async () => {
  const { spawn, loop } = stage();
  const deaf = spawn(Deaf);
  const { signal, listeners } = countedSignal();
  const asks = Array.from({ length: 50 }, (_, n) => deaf.askWith({ signal }).hear(n));
  assert.is(listeners(), 1);
  await loop.settle();
  assert.is(listeners(), 0);
  assert.is((await Promise.all(asks)).length, 50);
});

test("a task and its asks share the listener of their signal", async () => {
  const { spawn, go, loop, run } = stage();
  const deaf = spawn(Deaf);
  deaf.tell.hold();
  const { signal, abort, listeners } = countedSignal();
  const asking = go(() => deaf.askWith({ signal }).hear(1), { signal });
  run();
  assert.is(listeners(), 1);
  abort();
  await loop.settle();
  assert.is(listeners(), 0);
  assert.is(asking.status, "cancelled");
});

test("a signal that aborts gives up all of 20,000 asks, in one walk", async () => {
  const { spawn, loop, run } = stage();
  const deaf = spawn(Deaf);
  deaf.tell.hold();
  run();
  const { signal, abort } = countedSignal();
  const errors = Array.from({ length: 20_000 }, (_, n) => rejection(deaf.askWith({ signal }).hear(n)));
  abort();
  await loop.settle();
  const codes = new Set((await Promise.all(errors)).map(({ code }) => code));
  assert.equal([...codes], ["ERR_MAILSLOT_ASK_ABORTED"]);
  assert.ok(deaf.load < 200, `${deaf.load} still wait`);
});

test("100,000 asks that expire at once make no stack each", async () => {
  const { spawn, go, run, loop } = stage();
  const deaf = spawn(Deaf);
  deaf.tell.hold();
  run();
  const asks = Array.from({ length: 100_000 }, (_, n) => deaf.ask.hear(n));
  const last = go(() => asks.at(-1));
  run();
  loop.advance(1_000);
  assert.is(last.status, "failed");
  const error = await rejection(last);
  assert.is(String(error.stack).split("\n").length, 1);
});

test("64,000 asks that expire at a bounded mailbox, most of them outside it, leave it in time linear in their number", () => {
  const { spawn, run, loop } = stage();
  const bounded = spawn(Bounded);
  const before = deadLetterCount();
  bounded.tell.hold();
  run();
  for (let n = 0; n < 64_000; n++) bounded.ask.hear(n);
  assert.is(bounded.load, 64_001);
  loop.advance(1_000);
  assert.ok(bounded.load < 200, `${bounded.load} still wait`);
  assert.ok(deadLetterCount() - before > 63_800);
});

test("an ask that has expired takes no room in a mailbox from those that live", () => {
  const { spawn, go, run, loop } = stage();
  const bounded = spawn(Bounded);
  bounded.tell.hold();
  run();
  for (let n = 0; n < 4; n++) bounded.ask.hear(n);
  loop.advance(500);
  const telling = go(() => bounded.tell.hear(5));
  run();
  assert.is(telling.status, "waiting");
  loop.advance(500); // the four expire
  assert.is(telling.status, "completed");
});

test("an ask that has expired takes no room in a stash from those that live", () => {
  const { spawn, go, run, loop } = stage();
  const Stashing = defineActor("stashing", {
    stash: 2,
    receive: { later: (ctx, _n: number) => ctx.stash(), now: (ctx) => ctx.unstash() },
  });
  const stashing = spawn(Stashing);
  const letters = receivedLetters();
  const hasty = stashing.askWith({ timeout: 10 });
  go(() => hasty.later(1)).outcome();
  hasty.later(2);
  run();
  loop.advance(10);
  assert.equal(
    letters().map(({ reason }) => reason),
    ["expired", "expired"],
  );
  for (const n of [3, 4]) stashing.tell.later(n);
  const back = go(() => stashing.ask.now());
  run();
  assert.is(back.poll(), 2);
  assert.is(stashing.alive, true);
});

test("asks with time limits of 10,000 lengths keep no queue each", async () => {
  const { spawn, run, loop, scheduler } = stage();
  const deaf = spawn(Deaf);
  await keepsNothing("an ask with a length of its own", (n) => {
    deaf.askWith({ timeout: 1_000 + n / 8 }).hear(n);
    run();
    if (n % 100 === 0) loop.advance(1);
  });
  loop.advance(1);
  assert.is(scheduler.name, "stage");
});

test("each of many lengths ends its ask in time", () => {
  const { spawn, go, run, loop } = stage();
  const deaf = spawn(Deaf);
  deaf.tell.hold();
  run();
  const asks = Array.from({ length: 100 }, (_, n) => go(() => deaf.askWith({ timeout: n + 1 }).hear(n)));
  run();
  for (let n = 0; n < 100; n++) {
    loop.advance(1);
    assert.is(asks.filter(({ status }) => status === "failed").length, n + 1);
  }
});

test("a time limit of 2^40 ms is exact, and wakes nothing earlier", () => {
  const { spawn, go, run, loop } = stage();
  const deaf = spawn(Deaf);
  deaf.tell.hold();
  run();
  const asking = go(() => deaf.askWith({ timeout: 2 ** 40 }).hear(1));
  run();
  loop.advance(2 ** 40 - 1);
  assert.is(asking.status, "waiting");
  loop.advance(1);
  assert.is(asking.status, "failed");
});

test.run();
