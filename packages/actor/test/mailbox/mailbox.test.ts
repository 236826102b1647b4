/** Mailboxes: a capacity and what happens beyond it, priorities, signals, and the warning of a deep one. */
import {
  type AnyRef,
  defineActor,
  kill,
  type MailboxOverflow,
  onDeepMailbox,
  type Signal,
  signal,
  stop,
} from "@mailslot/actor";
import { type Operation, sleep, timeout } from "@mailslot/core";
import { rejection, thrown } from "@mailslot/test-support/rejection";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { receivedLetters } from "../letters.js";
import { stage } from "../stage.js";

function bounded(capacity: number, overflow?: MailboxOverflow) {
  return defineActor("bounded", {
    state: (heard: unknown[]) => ({ heard }),
    mailbox: overflow === undefined ? { capacity } : { capacity, overflow },
    receive: {
      hear: (ctx, text: unknown) => ctx.state.heard.push(text),
      *wait(_ctx, ms: number) {
        yield* sleep(ms);
      },
      *fill(_ctx, tell: (n: number) => Operation<void>) {
        yield* tell(1);
        yield* tell(2);
      },
    },
    signal: (ctx, { reason }: Signal) => void ctx.state.heard.push(reason),
  });
}

/** A stage with an actor of a full mailbox: it waits for `ms`, and the one message that it has room for is "first". */
function occupied(ms: number) {
  const on = stage();
  const heard: unknown[] = [];
  const actor = on.spawn(bounded(1), heard);
  actor.tell.wait(ms);
  on.run();
  actor.tell.hear("first");
  return { ...on, heard, actor };
}

function sign(from: object, reason: unknown): Signal {
  return { type: "test", from, reason };
}

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

test("a tell that was given up can be waited for anew", () => {
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

test("100,000 tells that are given up leave nothing behind", () => {
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

test("drop-newest makes the message that comes a dead letter, and rejects an ask", async () => {
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

test("a mailbox that grows deep is warned of, at the threshold and at every doubling", () => {
  const { spawn, run } = stage();
  const warnings: [AnyRef, number][] = [];
  const before = onDeepMailbox((ref, depth) => warnings.push([ref, depth]));
  const Actor = defineActor("actor", { mailbox: { warnAt: 10 }, receive: { hear: () => {} } });
  const actor = spawn(Actor);
  for (let n = 0; n < 45; n++) actor.tell.hear();
  assert.equal(
    warnings.map(([ref, depth]) => [ref === actor, depth]),
    [
      [true, 10],
      [true, 20],
      [true, 40],
    ],
  );
  run();
  for (let n = 0; n < 45; n++) actor.tell.hear();
  assert.is(warnings.length, 3);
  onDeepMailbox(before);
});

test("the plain mailbox is warned of at 100,000 messages", () => {
  const { spawn, run } = stage();
  const depths: number[] = [];
  const before = onDeepMailbox((_ref, depth) => depths.push(depth));
  const Actor = defineActor("actor", { receive: { hear: () => {} } });
  const actor = spawn(Actor);
  for (let n = 0; n < 200_001; n++) actor.tell.hear();
  assert.equal(depths, [100_000, 200_000]);
  assert.is(actor.load, 200_001);
  run();
  assert.is(actor.load, 0);
  onDeepMailbox(before);
});

test("by default the warning goes to the console, and says what to do", () => {
  const texts: string[] = [];
  const { warn } = console;
  console.warn = (text: string) => void texts.push(text);
  const { spawn } = stage();
  const actor = spawn(defineActor("actor", { mailbox: { warnAt: 1 }, receive: { hear: () => {} } }));
  actor.tell.hear();
  console.warn = warn;
  assert.match(texts[0] ?? "", /the mailbox of actor#\d+ holds 1 messages: .*capacity/);
});

test("a bounded mailbox handles its messages in batches under the budget", () => {
  const { spawn, go, run } = stage("small", { budget: 4 });
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

test("a tell that is waited for anew after the exit is a dead letter", () => {
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
