/** Bounded mailboxes: who waits for room, in which order, and what giving that up leaves. */
import { kill, stop } from "@mailslot/actor";
import { timeout } from "@mailslot/core";
import { thrown } from "@mailslot/test-support/rejection";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { receivedLetters } from "../letters.js";
import { orderedStage, stage } from "../stage.js";
import { bounded, occupied } from "./bounded.js";

test("a full mailbox lets senders wait, first come, first served", () => {
  const { spawn, go, run } = stage();
  const heard: unknown[] = [];
  const actor = spawn(bounded(2), heard);
  const lines: string[] = [];
  for (const name of ["a", "b"]) {
    go(function* () {
      for (let n = 0; n < 4; n++) {
        yield* actor.tell.hear(`${name}${n}`);
        lines.push(`${name}${n}`);
      }
    });
  }
  run();
  assert.is(heard.length, 8);
  assert.equal([...heard].sort(), ["a0", "a1", "a2", "a3", "b0", "b1", "b2", "b3"]);
  assert.equal(
    heard.filter((text) => String(text).startsWith("a")),
    ["a0", "a1", "a2", "a3"],
  );
  assert.is(lines.length, 8);
});

test("a tell to a full mailbox acts when called, and completes when there is room", () => {
  const { go, run, loop, actor, heard } = occupied(10);
  const second = actor.tell.hear("second");
  actor.tell.hear("third");
  const waiting = go(() => second);
  run();
  assert.is(waiting.status, "waiting");
  assert.equal(heard, []);
  loop.advance(10);
  assert.is(waiting.status, "completed");
  assert.equal(heard, ["first", "second", "third"]);
});

test("a tell that is cancelled while it waits delivers nothing", () => {
  const { go, run, loop, actor, heard } = occupied(100);
  const letters = receivedLetters();
  const limited = go(() => timeout(actor.tell.hear("second") as never, 10));
  run();
  loop.advance(10);
  assert.is(limited.status, "failed");
  loop.advance(100);
  assert.equal(heard, ["first"]);
  assert.equal(letters(), []);
});

test("a tell that was given up can be waited for again", () => {
  const { go, run, loop, actor, heard } = occupied(100);
  const telling = actor.tell.hear("second");
  go(() => timeout(telling as never, 10)).outcome();
  run();
  loop.advance(10);
  const again = go(() => telling);
  run();
  loop.advance(100);
  assert.is(again.status, "completed");
  assert.equal(heard, ["first", "second"]);
});

test("100,000 tells that are given up are not kept", () => {
  const { go, run, loop, actor } = occupied(1000);
  const before = memory();
  for (let n = 0; n < 100; n++) {
    for (let m = 0; m < 1000; m++) go(() => actor.tell.hear({ n, m, pad: new Array(10) })).cancel();
    run();
    const waiting = Array.from({ length: 1000 }, () => go(() => actor.tell.hear({ n, pad: new Array(10) })));
    run();
    for (const task of waiting) task.cancel();
    run();
  }
  const grown = memory() - before;
  assert.ok(grown < 4_000_000, `${grown} bytes are left behind`);
  loop.advance(1000);
  assert.is(actor.load, 0);
});

test("asks of a full mailbox wait for room, too", () => {
  const { go, run, loop, actor } = occupied(10);
  const asking = go(() => actor.ask.hear("second"));
  run();
  loop.advance(10);
  assert.is(asking.poll(), 2);
});

test("when the actor exits, senders that wait go on, and their messages are dead letters", () => {
  const letters = receivedLetters();
  const { go, run, actor } = occupied(10);
  const telling = go(() => actor.tell.hear("second"));
  const asking = go(() => actor.ask.hear("third"));
  run();
  kill(actor);
  run();
  assert.is(telling.status, "completed");
  assert.is(thrown(() => asking.poll()).code, "ERR_MAILSLOT_NO_ACTOR");
  assert.equal(
    letters().map(({ message, args, reason }) => [message, args, reason]),
    [
      ["hear", ["first"], "exited"],
      ["hear", ["second"], "exited"],
    ],
  );
});

test("an actor that waits for room in its own mailbox is told so", () => {
  const { spawn, run, unhandled } = stage();
  const actor = spawn(bounded(1), []);
  actor.tell.fill((n) => actor.tell.hear(n));
  run();
  assert.is((unhandled[0] as { code?: string }).code, "ERR_MAILSLOT_MAILBOX_FULL");
  assert.match((unhandled[0] as Error).message, /bounded#\d+ waits for room in its own mailbox/);
});

test("a bounded mailbox handles its messages in batches under the budget", () => {
  const { spawn, go, run } = orderedStage("small", { budget: 4 });
  const order: unknown[] = [];
  const actor = spawn(bounded(100), order);
  for (let n = 0; n < 10; n++) actor.tell.hear(n);
  go(() => void order.push("other"));
  run();
  assert.is(order.indexOf("other"), 4);
});

test("asks that are given up make room in a bounded mailbox", () => {
  const { spawn, go, run, loop } = stage();
  const heard: unknown[] = [];
  const actor = spawn(bounded(100), heard);
  actor.tell.wait(1_000);
  run();
  const asking = Array.from({ length: 100 }, (_, n) => go(() => actor.ask.hear(n)));
  run();
  const telling = go(() => actor.tell.hear("told"));
  run();
  assert.is(telling.status, "waiting");
  for (const task of asking) task.cancel();
  run();
  assert.is(telling.status, "completed");
  loop.advance(1_000);
  assert.equal(heard, ["told"]);
});

test("a tell that is waited for again after the exit is a dead letter", () => {
  const letters = receivedLetters();
  const { go, run, loop, actor } = occupied(100);
  const telling = actor.tell.hear("second");
  go(() => timeout(telling as never, 10)).outcome();
  run();
  loop.advance(10);
  kill(actor);
  run();
  const again = go(() => telling);
  run();
  assert.is(again.status, "completed");
  assert.ok(letters().some(({ args, reason }) => args[0] === "second" && reason === "exited"));
});

test("stop discards what waits in a bounded mailbox", () => {
  const { spawn, run } = stage();
  const letters = receivedLetters();
  const actor = spawn(bounded(5), []);
  actor.tell.hear(1);
  stop(actor);
  run();
  assert.is(letters().length, 1);
});

function memory(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

test.run();
