/** Asking: the three ways in which it ends, and the time it may take. */
import {
  defineActor,
  exitOf,
  kill,
  Refusal,
  RejectedError,
  stop,
  terminate,
  UnknownOutcomeError,
} from "@mailslot/actor";
import { oneshot, sleep, timeout } from "@mailslot/core";
import { rejection, thrown } from "@mailslot/test-support/rejection";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { receivedLetters } from "../letters.js";
import { stage } from "../stage.js";

const Teacher = defineActor("teacher", {
  state: () => ({ asked: 0 }),
  receive: {
    double: (_ctx, n: number) => n * 2,
    object: () => ({ found: true }),
    nothing: () => null,
    *slowly(_ctx, n: number, ms: number) {
      yield* sleep(ms);
      return n * 2;
    },
    async later(_ctx, n: number) {
      await Promise.resolve();
      return n * 2;
    },
    operation: (_ctx, ms: number) => sleep(ms),
    refuse(ctx, why: string): number {
      ctx.state.asked++;
      throw new Refusal(why, { cause: "a cause" });
    },
    *refuseLater(): Generator<never, number> {
      throw new Refusal("no more");
    },
    async refuseAsync(): Promise<number> {
      throw new Refusal("not now");
    },
    fail(): number {
      throw new Error("broken");
    },
    asked: (ctx) => ctx.state.asked,
  },
});

test("an ask gives what a plain, a generator or an async handler returns", async () => {
  const { spawn, loop } = stage();
  const teacher = spawn(Teacher);
  const replies = Promise.all([
    teacher.ask.double(1),
    teacher.ask.later(2),
    teacher.ask.slowly(3, 0),
    teacher.ask.object(),
    teacher.ask.nothing(),
    teacher.ask.operation(0),
  ]);
  await loop.settle();
  loop.advance(10);
  await loop.settle();
  assert.equal(await replies, [2, 4, 6, { found: true }, null, undefined]);
});

test("several may wait for one reply, and one may come later", () => {
  const { spawn, go, run } = stage();
  const teacher = spawn(Teacher);
  const reply = teacher.ask.double(4);
  const first = go(() => reply);
  const second = go(() => reply);
  run();
  const third = go(() => reply);
  run();
  assert.equal(
    [first, second, third].map((task) => task.poll()),
    [8, 8, 8],
  );
});

test("an ask without a reply fails after 5 s with an unknown outcome", async () => {
  const { spawn, loop } = stage();
  const teacher = spawn(Teacher);
  const error = rejection(teacher.ask.slowly(1, 60_000));
  await loop.settle();
  loop.advance(4_999);
  const other = rejection(teacher.ask.double(2));
  loop.advance(1);
  await loop.settle();
  const unknown = await error;
  assert.instance(unknown, UnknownOutcomeError);
  assert.is((unknown as UnknownOutcomeError).outcome, "unknown");
  assert.is(unknown.code, "ERR_MAILSLOT_ASK_TIMEOUT");
  assert.match(unknown.message, /the reply of teacher#\d+ to slowly did not come within 5000 ms/);
  loop.advance(4_999);
  await loop.settle();
  assert.is((await other).code, "ERR_MAILSLOT_ASK_TIMEOUT");
});

test("the time limit can be set by the definition", () => {
  const { spawn, go, loop, run } = stage();
  const Slow = defineActor("slow", { askTimeout: 10, receive: { never: () => oneshot<void>() } });
  const slow = spawn(Slow);
  const asking = go(() => slow.ask.never());
  run();
  loop.advance(9);
  assert.is(asking.status, "waiting");
  loop.advance(1);
  assert.is(asking.status, "failed");
});

test("the time limit can be set for one ask, or be switched off", () => {
  const { spawn, go, loop, run } = stage();
  const teacher = spawn(Teacher);
  const brief = go(() => teacher.askWith({ timeout: 10 }).slowly(1, 100));
  const patient = go(() => teacher.askWith({ timeout: Number.POSITIVE_INFINITY }).slowly(1, 60_000));
  run();
  loop.advance(10);
  assert.is(brief.status, "failed");
  loop.advance(70_000);
  assert.is(patient.poll(), 2);
});

test("a time limit that makes no sense is an error at the call", () => {
  const { spawn } = stage();
  const teacher = spawn(Teacher);
  for (const wrong of [0, -1, Number.NaN, "5" as unknown as number]) {
    const error = thrown(() => teacher.askWith({ timeout: wrong }));
    assert.is(error.code, "ERR_MAILSLOT_ARGUMENT");
    assert.match(error.message, /teacher#\d+.*milliseconds above 0, or Infinity/);
  }
  assert.is(thrown(() => teacher.askWith({ signal: 1 as never })).code, "ERR_MAILSLOT_ARGUMENT");
});

test("a reply that comes too late is a dead letter, which holds the reply", () => {
  const { spawn, go, loop, run } = stage();
  const letters = receivedLetters();
  const teacher = spawn(Teacher);
  const asking = go(() => teacher.askWith({ timeout: 10 }).slowly(21, 100));
  run();
  loop.advance(100);
  assert.is(asking.status, "failed");
  assert.equal(
    letters().map(({ message, args, reason }) => [message, args, reason]),
    [["slowly", [42], "late reply"]],
  );
});

test("an ask that is given up before it is handled is not handled", () => {
  const { spawn, go, loop, run } = stage();
  const letters = receivedLetters();
  const teacher = spawn(Teacher);
  teacher.tell.slowly(1, 100);
  const given = go(() => timeout(teacher.ask.refuse("not to be heard"), 10));
  run();
  loop.advance(10);
  assert.is(given.status, "failed");
  loop.advance(100);
  const asked = go(() => teacher.ask.asked());
  run();
  assert.is(asked.poll(), 0);
  assert.equal(
    letters().map(({ message, reason }) => [message, reason]),
    [["refuse", "expired"]],
  );
});

test("a handler that throws a Refusal rejects the ask, and the actor lives on", async () => {
  const { spawn, loop, unhandled } = stage();
  const teacher = spawn(Teacher);
  const errors = Promise.all([
    rejection(teacher.ask.refuse("too hard")),
    rejection(teacher.ask.refuseLater()),
    rejection(teacher.ask.refuseAsync()),
  ]);
  await loop.settle();
  const [plain, generator, promised] = await errors;
  assert.instance(plain, RejectedError);
  assert.is((plain as RejectedError).outcome, "rejected");
  assert.is(plain.code, "ERR_MAILSLOT_REJECTED");
  assert.match(plain.message, /teacher#\d+ refused refuse: too hard/);
  assert.is(plain.cause, "a cause");
  assert.match(generator.message, "refused refuseLater: no more");
  assert.match(promised.message, "refused refuseAsync: not now");
  assert.is(teacher.alive, true);
  assert.equal(unhandled, []);
});

test("a told message that is refused is a dead letter", () => {
  const { spawn, run } = stage();
  const letters = receivedLetters();
  const teacher = spawn(Teacher);
  teacher.tell.refuse("no");
  run();
  assert.equal(
    letters().map(({ message, args, reason }) => [message, args, reason]),
    [["refuse", ["no"], "rejected"]],
  );
});

test("when the handler fails, the ask ends unknown, with the error as cause", async () => {
  const { spawn, loop, unhandled } = stage();
  const teacher = spawn(Teacher);
  const failed = rejection(teacher.ask.fail());
  const behind = rejection(teacher.ask.double(1));
  await loop.settle();
  const unknown = await failed;
  assert.is(unknown.code, "ERR_MAILSLOT_ACTOR_EXITED");
  assert.is((unknown.cause as Error).message, "broken");
  assert.match(unknown.message, /teacher#\d+ exited while it handled the message/);
  assert.is((await behind).code, "ERR_MAILSLOT_NO_ACTOR");
  assert.equal(unhandled, []); // both were told why
});

test("asking an actor that has exited is rejected at once", async () => {
  const { spawn, loop, run } = stage();
  const teacher = spawn(Teacher);
  stop(teacher);
  run();
  const error = rejection(teacher.ask.double(1));
  await loop.settle();
  assert.instance(await error, RejectedError);
  assert.is((await error).code, "ERR_MAILSLOT_NO_ACTOR");
  assert.match((await error).message, /teacher#\d+ has exited \(shutdown\): spawn another/);
});

for (const [how, end] of Object.entries({ stop, terminate, kill })) {
  test(`asks that wait in the mailbox are rejected when the actor ends by ${how}`, async () => {
    const { spawn, loop } = stage();
    const teacher = spawn(Teacher);
    const error = rejection(teacher.ask.double(1));
    end(teacher);
    await loop.settle();
    assert.is((await error).code, "ERR_MAILSLOT_NO_ACTOR");
  });
}

test("an ask whose handler is given up ends unknown", () => {
  const { spawn, go, run } = stage();
  const teacher = spawn(Teacher);
  const asking = go(() => teacher.ask.slowly(1, 1_000));
  run();
  terminate(teacher);
  run();
  assert.is(thrown(() => asking.poll()).code, "ERR_MAILSLOT_ACTOR_EXITED");
  assert.is(go(() => exitOf(teacher)).status, "runnable");
});

test("an actor asks as itself with a time limit", () => {
  const on = stage();
  const Slow = defineActor("slow", { receive: { work: () => sleep(1_000) } });
  const slow = on.spawn(Slow);
  const Asks = defineActor("asks", {
    receive: {
      *ask(ctx) {
        try {
          yield* ctx.asking(slow, { timeout: 10 }).work();
        } catch (error) {
          return (error as { code?: string }).code;
        }
        return "answered";
      },
    },
  });
  const asked = on.spawn(Asks).ask.ask();
  on.run();
  on.loop.advance(10);
  assert.is(asked.poll(), "ERR_MAILSLOT_ASK_TIMEOUT");
});

test.run();
