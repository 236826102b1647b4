/** What becomes of messages when the mailbox is full, and of what no mailbox may drop. */
import { defineActor, signal } from "@mailslot/actor";
import { sleep } from "@mailslot/core";
import { rejection, thrown } from "@mailslot/test-support/rejection";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { receivedLetters } from "../letters.js";
import { stage } from "../stage.js";
import { bounded, sign } from "./bounded.js";

test("drop-oldest makes the message that waits longest a dead letter, and rejects an ask", async () => {
  const { spawn, loop } = stage();
  const heard: unknown[] = [];
  const letters = receivedLetters();
  const actor = spawn(bounded(2, "drop-oldest"), heard);
  const dropped = rejection(actor.ask.hear("a"));
  for (const text of ["b", "c", "d"]) actor.tell.hear(text);
  await loop.settle();
  assert.equal(heard, ["c", "d"]);
  assert.is((await dropped).code, "ERR_MAILSLOT_MAILBOX_FULL");
  assert.equal(
    letters().map(({ args, reason }) => [args, reason]),
    [[["b"], "dropped"]],
  );
});

test("drop-newest makes the new message a dead letter, and rejects an ask", async () => {
  const { spawn, loop } = stage();
  const heard: unknown[] = [];
  const letters = receivedLetters();
  const actor = spawn(bounded(2, "drop-newest"), heard);
  for (const text of ["a", "b", "c"]) actor.tell.hear(text);
  const dropped = rejection(actor.ask.hear("d"));
  await loop.settle();
  assert.equal(heard, ["a", "b"]);
  assert.match((await dropped).message, /the mailbox of bounded#\d+ is full \(2 messages\)/);
  assert.equal(
    letters().map(({ args, reason }) => [args, reason]),
    [[["c"], "dropped"]],
  );
});

test("fail throws at the sender", async () => {
  const { spawn, loop, run } = stage();
  const heard: unknown[] = [];
  const actor = spawn(bounded(1, "fail"), heard);
  actor.tell.hear("a");
  assert.is(thrown(() => actor.tell.hear("b")).code, "ERR_MAILSLOT_MAILBOX_FULL");
  const asked = rejection(actor.ask.hear("c"));
  await loop.settle();
  assert.is((await asked).code, "ERR_MAILSLOT_MAILBOX_FULL");
  actor.tell.hear("d");
  run();
  assert.equal(heard, ["a", "d"]);
});

for (const overflow of ["suspend", "drop-oldest", "drop-newest", "fail"] as const) {
  test(`no mailbox drops a signal or lets it wait: ${overflow}`, () => {
    const { spawn, run } = stage();
    const heard: unknown[] = [];
    const actor = spawn(bounded(1, overflow), heard);
    actor.tell.hear("a");
    for (let n = 0; n < 3; n++) signal(actor, sign({}, n));
    if (overflow === "drop-oldest") actor.tell.hear("b");
    run();
    assert.equal(heard, overflow === "drop-oldest" ? [0, 1, 2, "b"] : ["a", 0, 1, 2]);
  });
}

const Ordered = defineActor("ordered", {
  state: (heard: unknown[]) => ({ heard }),
  priority: { urgent: 1, idle: -1 },
  receive: {
    urgent: (ctx, n: number) => void ctx.state.heard.push(`urgent ${n}`),
    plain: (ctx, n: number) => void ctx.state.heard.push(`plain ${n}`),
    idle: (ctx, n: number) => void ctx.state.heard.push(`idle ${n}`),
  },
  signal: (ctx, { reason }) => void ctx.state.heard.push(reason),
});

test("messages of a higher priority are handled first, those of one priority in the order they came", () => {
  const { spawn, run } = stage();
  const heard: unknown[] = [];
  const actor = spawn(Ordered, heard);
  for (const n of [1, 2]) {
    actor.tell.idle(n);
    actor.tell.plain(n);
    actor.tell.urgent(n);
  }
  run();
  assert.equal(heard, ["urgent 1", "urgent 2", "plain 1", "plain 2", "idle 1", "idle 2"]);
});

test("a signal keeps its order with the messages of its sender, whatever their priority", () => {
  const { spawn, go, run } = stage();
  const heard: unknown[] = [];
  const actor = spawn(Ordered, heard);
  go(function* (task) {
    actor.tell.idle(1);
    signal(actor, sign(task, "signal"));
    actor.tell.urgent(2);
    yield* sleep(0);
  });
  go(() => void actor.tell.urgent(9));
  run();
  assert.ok(heard.indexOf("idle 1") < heard.indexOf("signal"));
  assert.ok(heard.indexOf("signal") < heard.indexOf("urgent 2"));
});

test("of several priorities drop-oldest drops the lowest", () => {
  const { spawn, run } = stage();
  const heard: string[] = [];
  const Actor = defineActor("actor", {
    mailbox: { capacity: 2, overflow: "drop-oldest" },
    priority: { high: 1 },
    receive: { high: () => void heard.push("high"), low: (_ctx, n: number) => void heard.push(`low ${n}`) },
  });
  const actor = spawn(Actor);
  actor.tell.high();
  actor.tell.low(1);
  actor.tell.low(2);
  run();
  assert.equal(heard, ["high", "low 2"]);
});

test.run();
