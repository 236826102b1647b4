/** Telling: the order of messages, one at a time, and those that nobody takes. */
import { type DeadLetter, deadLetters, defineActor, kill, spawn, stop } from "@mailslot/actor";
import { go, oneshot, yieldNow } from "@mailslot/core";
import { thrown } from "@mailslot/test-support/rejection";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { orderedStage, stage } from "../stage.js";

const Log = defineActor("log", {
  state: (lines: string[] = []) => ({ lines }),
  receive: {
    add(ctx, line: string) {
      ctx.state.lines.push(line);
    },
    *slow(ctx, line: string) {
      ctx.state.lines.push(`${line} begins`);
      yield* yieldNow();
      ctx.state.lines.push(`${line} ends`);
    },
    async later(ctx, line: string) {
      ctx.state.lines.push(`${line} begins`);
      await Promise.resolve();
      ctx.state.lines.push(`${line} ends`);
    },
    many(ctx, ...lines: string[]) {
      ctx.state.lines.push(...lines);
    },
  },
});

test("messages are handled in the order in which one sender sent them", () => {
  const { spawn, run } = stage();
  const lines: string[] = [];
  const log = spawn(Log, lines);
  for (let n = 0; n < 1000; n++) log.tell.add(String(n));
  assert.equal(lines, []);
  run();
  assert.equal(
    lines,
    Array.from({ length: 1000 }, (_, n) => String(n)),
  );
});

test("a message is handled when the handler of the one before has ended, though that waits", async () => {
  const { spawn, loop } = stage();
  const lines: string[] = [];
  const log = spawn(Log, lines);
  log.tell.slow("first");
  log.tell.later("second");
  log.tell.add("third");
  await loop.settle();
  assert.equal(lines, ["first begins", "first ends", "second begins", "second ends", "third"]);
});

test("a message carries any number of arguments", () => {
  const { spawn, run } = stage();
  const lines: string[] = [];
  const log = spawn(Log, lines);
  log.tell.many();
  log.tell.many("a");
  log.tell.many("a", "b");
  log.tell.many("a", "b", "c", "d");
  run();
  assert.equal(lines.join(""), "aababcd");
});

test("an undefined argument differs from a missing one", () => {
  const { spawn, run } = stage();
  const counts: number[] = [];
  const Counter = defineActor("counter", {
    receive: {
      count: (_ctx: unknown, ..._args: unknown[]) => void counts.push(_args.length),
    },
  });
  const counter = spawn(Counter);
  counter.tell.count();
  counter.tell.count(undefined);
  counter.tell.count(undefined, undefined);
  run();
  assert.equal(counts, [0, 1, 2]);
});

test("an actor that is told a message runs next, before other runnable tasks", () => {
  const { spawn, go, run } = orderedStage();
  const order: string[] = [];
  const Actor = defineActor("actor", { receive: { hear: () => void order.push("actor") } });
  const actor = spawn(Actor);
  go(() => void actor.tell.hear());
  go(() => void order.push("other"));
  run();
  assert.equal(order, ["actor", "other"]);
});

test("messages are handled in batches under the budget: an actor with many does not keep the others from running", () => {
  const { spawn, go, run } = orderedStage("small", { budget: 4 });
  const order: string[] = [];
  const Actor = defineActor("actor", { receive: { hear: () => void order.push("actor") } });
  const actor = spawn(Actor);
  for (let n = 0; n < 10; n++) actor.tell.hear();
  go(() => void order.push("other"));
  run();
  assert.is(order.indexOf("other"), 4);
  assert.is(order.length, 11);
});

const boxes: readonly { readonly mailbox?: { readonly capacity: number } }[] = [{}, { mailbox: { capacity: 8 } }];
for (const options of boxes) {
  test(`an actor that tells itself to go on lets those it has told run in between, with ${"mailbox" in options ? "a bounded" : "a plain"} mailbox`, () => {
    const { spawn, run } = orderedStage();
    const order: string[] = [];
    const Hearer = defineActor("hearer", { receive: { hear: (_ctx, name: string) => void order.push(name) } });
    const hearers = [spawn(Hearer), spawn(Hearer), spawn(Hearer)];
    const Source = defineActor("source", {
      ...options,
      receive: {
        round(ctx, left: number) {
          order.push("round");
          for (const [n, hearer] of hearers.entries()) hearer.tell.hear(`${n}`);
          if (left > 1) ctx.self.tell.round(left - 1);
        },
      },
    });
    spawn(Source).tell.round(3);
    run();
    const one = ["round", "0", "1", "2"];
    assert.equal(
      [order.slice(0, 4), order.slice(4, 8), order.slice(8)].map((round) => [round[0], ...round.slice(1).sort()]),
      [one, one, one],
    );
  });
}

test("telling is complete at once, under yield* and under await", async () => {
  const done = oneshot<string>();
  const Actor = defineActor("actor", { receive: { hear: (_ctx, text: string) => done.send(text) } });
  const actor = spawn(Actor);
  await go(function* () {
    yield* actor.tell.hear("hello");
  });
  assert.is(await done, "hello");
});

test("messages to an actor that has exited are dead letters: who, to whom, what, and why", () => {
  const { spawn, go, run } = stage();
  const letters = deadLetters();
  const log = spawn(Log);
  log.tell.add("handled");
  stop(log);
  log.tell.add("too late");
  run();
  go(function* reporter() {
    yield* log.tell.many("a", "b", "c");
  });
  run();
  const got: DeadLetter[] = [];
  for (let letter = letters.tryRecv(); typeof letter === "object"; letter = letters.tryRecv()) got.push(letter);
  assert.equal(
    got.map(({ from, to, message, args, reason }) => [from, to === log, message, args, reason]),
    [
      [null, true, "add", ["handled"], "exited"],
      [null, true, "add", ["too late"], "exited"],
      ["reporter", true, "many", ["a", "b", "c"], "no actor"],
    ],
  );
});

test("a ref outlives its actor, and says so", () => {
  const { spawn, run } = stage();
  const log = spawn(Log);
  assert.is(log.alive, true);
  kill(log);
  run();
  assert.is(log.alive, false);
  assert.match(log.name, /^log#\d+$/);
});

test("a ref is not a promise: await gives the ref", async () => {
  const log = spawn(Log);
  assert.is(await log, log);
  assert.is(await (async () => log)(), log);
  kill(log);
});

test("a message that the actor does not know is an error at the sender, which names those it knows", () => {
  const { spawn } = stage();
  const log = spawn(Log) as unknown as { tell: Record<string, () => void>; ask: Record<string, () => void> };
  for (const send of [() => log.tell.remove?.(), () => log.ask.remove?.()]) {
    const error = thrown(send);
    assert.is(error.code, "ERR_MAILSLOT_UNKNOWN_MESSAGE");
    assert.match(error.message, "actor log has no message remove: it has add, slow, later, many");
  }
});

test("names that every object has are not messages either", () => {
  const { spawn } = stage();
  const log = spawn(Log) as unknown as { tell: Record<string, () => void> };
  assert.is(thrown(() => log.tell.toString?.()).code, "ERR_MAILSLOT_UNKNOWN_MESSAGE");
  assert.is(thrown(() => log.tell.constructor?.()).code, "ERR_MAILSLOT_UNKNOWN_MESSAGE");
});

test.run();
