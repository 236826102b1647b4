// slow under many schedules: it has a hundred thousand asks
/** Asks that are given up: by a signal, by whoever waits; and that nothing of them is left behind. */
import { defineActor, RejectedError, UnknownOutcomeError } from "@mailslot/actor";
import { mapped, type Source, sleep, timeout, yieldNow } from "@mailslot/core";
import { select } from "@mailslot/select";
import { rejection } from "@mailslot/test-support/rejection";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { receivedLetters } from "../letters.js";
import { stage } from "../stage.js";

const Slow = defineActor("slow", {
  receive: {
    *slow(_ctx, ms: number) {
      yield* sleep(ms);
      return ms;
    },
    at_once: (_ctx, value: unknown) => value,
  },
});

test("an ask that is a case of a select and not taken is given up, whether or not the select has waited", () => {
  const uses: ((ask: Source<unknown>) => Source<unknown>)[] = [
    (ask) => select({ now: yieldNow(), ask }, { biased: true }),
    (ask) => select({ ask: mapped(ask, String) }, { otherwise: true }),
    (ask) => select({ soon: sleep(5), ask }),
    (ask) => select({ soon: sleep(5), ask: timeout(ask, 1_000) }),
  ];
  for (const use of uses) {
    const { spawn, loop, go, unhandled } = stage();
    const letters = receivedLetters();
    const slow = spawn(Slow);
    slow.tell.slow(100);
    loop.run();
    const task = go(() => use(slow.ask.at_once("not taken")));
    loop.advance(100);
    assert.is(task.status, "completed");
    assert.equal(
      letters().map(({ message, reason }) => [message, reason]),
      [["at_once", "expired"]],
    );
    assert.equal(unhandled, []);
  }
});

test("a signal that aborts before the ask is handled rejects it, and it is not handled", async () => {
  const { spawn, loop } = stage();
  const letters = receivedLetters();
  const slow = spawn(Slow);
  slow.tell.slow(100);
  await loop.settle();
  const controller = new AbortController();
  const asking = rejection(slow.askWith({ signal: controller.signal }).at_once("never"));
  await loop.settle();
  controller.abort("enough");
  const error = await asking;
  assert.instance(error, RejectedError);
  assert.is(error.code, "ERR_MAILSLOT_ASK_ABORTED");
  assert.is(error.cause, "enough");
  loop.advance(100);
  assert.equal(
    letters().map(({ message, reason }) => [message, reason]),
    [["at_once", "expired"]],
  );
});

test("a signal that aborts while the ask is handled leaves it unknown, and the reply is a dead letter", async () => {
  const { spawn, loop } = stage();
  const letters = receivedLetters();
  const slow = spawn(Slow);
  const controller = new AbortController();
  const asking = rejection(slow.askWith({ signal: controller.signal }).slow(100));
  await loop.settle();
  controller.abort();
  const error = await asking;
  assert.instance(error, UnknownOutcomeError);
  assert.is(error.code, "ERR_MAILSLOT_ASK_ABORTED");
  loop.advance(100);
  assert.is(letters()[0]?.reason, "late reply");
});

test("a signal that has aborted rejects the ask at once, and nothing is sent", async () => {
  const { spawn, loop } = stage();
  const slow = spawn(Slow);
  const error = rejection(slow.askWith({ signal: AbortSignal.abort() }).at_once(1));
  assert.is(slow.load, 0);
  await loop.settle();
  assert.instance(await error, RejectedError);
});

test("an ask that has ended no longer listens to its signal", async () => {
  const { spawn, loop, run } = stage();
  const slow = spawn(Slow);
  let listeners = 0;
  const signal = {
    aborted: false,
    addEventListener: () => void listeners++,
    removeEventListener: () => void listeners--,
  } as unknown as AbortSignal;
  const replies = [1, 2, 3].map((n) => slow.askWith({ signal }).at_once(n));
  assert.is(listeners, 1);
  run();
  assert.is(listeners, 0);
  await loop.settle();
  assert.equal(await Promise.all(replies), [1, 2, 3]);
});

test("100,000 asks that are given up are not kept, even if their actor never handles one", () => {
  const { spawn, go, run, loop } = stage();
  const slow = spawn(Slow);
  slow.tell.slow(1_000_000);
  run();
  const ask = (n: number) => slow.ask.at_once({ n, pad: new Array(10).fill(n) });
  const quietly = (asking: () => Source<unknown>) =>
    go(function* () {
      try {
        yield* asking();
      } catch {
        failed++;
      }
    });
  let failed = 0;
  const before = memory();
  for (let n = 0; n < 100; n++) {
    const waiting = Array.from({ length: 500 }, (_, m) => quietly(() => ask(m)));
    for (let m = 0; m < 250; m++) quietly(() => timeout(ask(m), 1));
    const controllers = Array.from({ length: 250 }, () => new AbortController());
    for (const { signal } of controllers) quietly(() => slow.askWith({ signal }).at_once(n));
    run();
    for (const task of waiting) task.cancel();
    for (const controller of controllers) controller.abort();
    loop.advance(2);
  }
  assert.is(failed, 100_000);
  assert.ok(slow.load < 200, `${slow.load} messages still wait`);
  const grown = memory() - before;
  assert.ok(grown < 4_000_000, `${grown} bytes are left behind`);
});

test("asks that time out leave the mailbox, too", () => {
  const { spawn, go, run, loop } = stage();
  const slow = spawn(Slow);
  slow.tell.slow(1_000_000);
  run();
  for (let n = 0; n < 1000; n++) go(() => slow.ask.at_once(n));
  run();
  slow.tell.at_once("kept");
  assert.is(slow.load, 1002);
  loop.advance(6_000);
  assert.ok(slow.load < 100);
});

function memory(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

test.run();
