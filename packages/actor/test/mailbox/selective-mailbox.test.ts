/** The raw form: actors whose body receives itself. */
import { defineRawActor, exitOf, kill, type RawContext, signal, stop, terminate } from "@mailslot/actor";
import { type NotReady, sleep, timeout } from "@mailslot/core";
import { rejection, thrown } from "@mailslot/test-support/rejection";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { receivedLetters } from "../letters.js";
import { stage } from "../stage.js";

interface Counting {
  add(n: number): void;
  total(): number;
  end(): void;
}

const Counter = defineRawActor("counter", function* (ctx: RawContext<Counting>, start: number) {
  for (let sum = start; ; ) {
    const message = yield* ctx.receive();
    if (message.name === "add") sum += message.args[0];
    else if (message.name === "total") message.reply(sum);
    else return;
  }
});

test("a body receives messages in their order, and answers asks", () => {
  const { spawn, go, run } = stage();
  const counter = spawn(Counter, 10);
  counter.tell.add(1);
  counter.tell.add(2);
  const total = go(() => counter.ask.total());
  run();
  assert.is(total.poll(), 13);
  const more = go(() => {
    counter.tell.add(5);
    return counter.ask.total();
  });
  run();
  assert.is(more.poll(), 18);
});

test("an async body works, too", async () => {
  const { spawn, loop } = stage();
  const Echo = defineRawActor("echo", async (ctx: RawContext<{ say(text: string): string }>) => {
    for (;;) {
      const { args, reply } = bound(await ctx.receive());
      reply(args[0]);
    }
  });
  const echo = spawn(Echo);
  const said = echo.ask.say("hello");
  await loop.settle();
  assert.is(await said, "hello");
  kill(echo);
  await loop.settle();
  assert.is(echo.alive, false);
});

function bound<M extends { args: readonly [string]; reply(value: string): void }>(message: M) {
  return { args: message.args, reply: (value: string) => message.reply(value) };
}

test("the actor ends with its body, normally or with the error", () => {
  const { spawn, go, run } = stage();
  const counter = spawn(Counter, 0);
  const exit = go(() => exitOf(counter));
  counter.tell.end();
  run();
  assert.is(exit.poll(), "normal");
  const Failing = defineRawActor("failing", function* (ctx: RawContext<Counting>) {
    yield* ctx.receive();
    throw new Error("broken");
  });
  const failing = spawn(Failing);
  const failed = go(() => exitOf(failing));
  failing.tell.end();
  run();
  assert.is((failed.poll() as Error).message, "broken");
});

test("a body may receive some messages first; the others keep their order", () => {
  const { spawn, run } = stage();
  const lines: string[] = [];
  interface Messages {
    urgent(n: number): void;
    plain(n: number): void;
  }
  const Picky = defineRawActor("picky", function* (ctx: RawContext<Messages>) {
    for (let n = 0; n < 2; n++) lines.push(`urgent ${(yield* ctx.receive("urgent")).args[0]}`);
    lines.push(`even ${(yield* ctx.receiveWhere(({ args }) => args[0] % 2 === 0)).args[0]}`);
    for (;;) {
      const { name, args } = yield* ctx.receive();
      lines.push(`${name} ${args[0]}`);
    }
  });
  const picky = spawn(Picky);
  picky.tell.plain(1);
  picky.tell.urgent(1);
  picky.tell.plain(2);
  picky.tell.plain(3);
  run();
  assert.equal(lines, ["urgent 1"]);
  picky.tell.plain(4);
  picky.tell.urgent(2);
  run();
  assert.equal(lines, ["urgent 1", "urgent 2", "even 2", "plain 1", "plain 3", "plain 4"]);
});

test("a receive can be limited in time, and takes nothing then", () => {
  const { spawn, go, run, loop } = stage();
  const Patient = defineRawActor("patient", function* (ctx: RawContext<Counting>) {
    try {
      yield* timeout(ctx.receive("end"), 10);
    } catch {
      (yield* ctx.receive("total")).reply(42);
    }
  });
  const patient = spawn(Patient);
  const total = go(() => patient.ask.total());
  run();
  loop.advance(10);
  assert.is(total.poll(), 42);
});

test("an ask that the body received and did not answer ends unknown at the exit", async () => {
  const { spawn, loop } = stage();
  const Silent = defineRawActor("silent", function* (ctx: RawContext<Counting>) {
    yield* ctx.receive("total");
    yield* ctx.receive("end");
  });
  const silent = spawn(Silent);
  const received = rejection(silent.ask.total());
  const waiting = rejection(silent.ask.total());
  await loop.settle();
  silent.tell.end();
  await loop.settle();
  assert.is((await received).code, "ERR_MAILSLOT_ACTOR_EXITED");
  assert.is((await waiting).code, "ERR_MAILSLOT_NO_ACTOR");
});

test("an ask may be refused, and is answered once", async () => {
  const { spawn, loop } = stage();
  const letters = receivedLetters();
  const Refusing = defineRawActor("refusing", function* (ctx: RawContext<Counting>) {
    const first = yield* ctx.receive("total");
    assert.is(first.asked, true);
    first.refuse("not now");
    const second = yield* ctx.receive("total");
    second.reply(1);
    second.reply(2);
    yield* sleep(10);
  });
  const refusing = spawn(Refusing);
  const refused = rejection(refusing.ask.total());
  const answered = refusing.ask.total();
  await loop.settle();
  assert.match((await refused).message, "refused total: not now");
  assert.is(await answered, 1);
  assert.is(letters()[0]?.reason, "late reply");
});

for (const [how, end] of Object.entries({ stop, terminate, kill })) {
  test(`${how} ends a body that waits, and what waits is discarded`, () => {
    const { spawn, go, run } = stage();
    const lines: string[] = [];
    const Waiting = defineRawActor("waiting", function* (ctx: RawContext<Counting>) {
      try {
        yield* ctx.receive("end");
      } finally {
        lines.push("finally");
      }
    });
    const waiting = spawn(Waiting);
    const asking = go(() => waiting.ask.total());
    const exit = go(() => exitOf(waiting));
    run();
    end(waiting);
    run();
    assert.is(exit.poll(), end === kill ? "killed" : "shutdown");
    assert.is(thrown(() => asking.poll()).code, "ERR_MAILSLOT_NO_ACTOR");
    assert.equal(lines, end === kill ? [] : ["finally"]);
  });
}

test("a body stops itself by its context, and receives signals when it wants to", () => {
  const { spawn, go, run } = stage();
  interface Messages extends Counting {
    signal(what: { reason: unknown }): void;
  }
  const Hearing = defineRawActor(
    "hearing",
    function* (ctx: RawContext<Messages>) {
      const { args } = yield* ctx.receive("signal");
      ctx.stop(args[0].reason);
      yield* ctx.receive();
    },
    { signals: true, askTimeout: 10, mailbox: { capacity: 1 } },
  );
  const hearing = spawn(Hearing);
  const exit = go(() => exitOf(hearing));
  signal(hearing, { type: "down", from: {}, reason: { shutdown: 1 } });
  run();
  assert.equal(exit.poll(), { shutdown: 1 });
  const deaf = spawn(Counter, 0);
  signal(deaf, { type: "down", from: {}, reason: "lost" });
  run();
  assert.is(deaf.alive, true);
});

test("a mistake in a predicate is the receiver's, not the sender's", () => {
  const { spawn, run, unhandled } = stage();
  const Wrong = defineRawActor("wrong", function* (ctx: RawContext<Counting>) {
    yield* ctx.receiveWhere(() => {
      throw new Error("cannot tell");
    });
  });
  const wrong = spawn(Wrong);
  run();
  wrong.tell.add(1);
  run();
  assert.is((unhandled[0] as Error).message, "cannot tell");
});

test("timers tell a raw actor, too", () => {
  const { spawn, run, loop } = stage();
  const lines: number[] = [];
  const Clock = defineRawActor("clock", function* (ctx: RawContext<{ tick(): void }>) {
    ctx.tellEvery(10, "tick");
    for (;;) {
      yield* ctx.receive("tick");
      lines.push(loop.now());
    }
  });
  const clock = spawn(Clock);
  run();
  loop.advance(30);
  assert.equal(lines, [10, 20, 30]);
  kill(clock);
  run();
  loop.advance(30);
  assert.is(lines.length, 3);
});

test("a bounded raw mailbox lets its senders wait until the body receives", () => {
  const { spawn, go, run } = stage();
  const Slow = defineRawActor(
    "slow",
    function* (ctx: RawContext<Counting>) {
      yield* ctx.receive("end");
      for (;;) yield* ctx.receive();
    },
    { mailbox: { capacity: 2 } },
  );
  const slow = spawn(Slow);
  run();
  slow.tell.add(1);
  slow.tell.end();
  const full = go(function* () {
    yield* slow.tell.add(2);
    yield* slow.tell.add(3);
    return "told";
  });
  run();
  const value: string | NotReady = full.poll();
  assert.is(value, "told");
});

test("asks that a body never answers are forgotten when their waiters have given up", () => {
  const { spawn, go, run, loop, unhandled } = stage();
  const Hoarding = defineRawActor("hoarding", function* (ctx: RawContext<Counting>) {
    for (;;) yield* ctx.receive("total");
  });
  const hoarding = spawn(Hoarding);
  for (let n = 0; n < 10; n++) {
    for (let m = 0; m < 20; m++) go(() => hoarding.askWith({ timeout: 10 }).total());
    run();
    loop.advance(20);
  }
  assert.is(unhandled.length, 200);
  assert.is(hoarding.alive, true);
  assert.is(hoarding.load, 0);
});

test.run();
