/** Messages from elsewhere, and who waits for whom beyond this thread. */
import {
  type AnswerTaker,
  type AnyRef,
  defineActor,
  deliver,
  kill,
  type RefOf,
  type RefTo,
  Refusal,
  RejectedError,
  stop,
  UnknownOutcomeError,
  waitsOf,
} from "@mailslot/actor";
import { oneshot, timeout } from "@mailslot/core";
import { thrown } from "@mailslot/test-support/rejection";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { receivedLetters } from "../letters.js";
import { stage } from "../stage.js";
import { elsewhere } from "./elsewhere.js";

interface Answering {
  answer(): number;
}

const doubling = {
  "~standard": {
    version: 1 as const,
    vendor: "test",
    validate: (value: unknown) => ({ value: (value as number) * 2 }),
  },
};

const Service = defineActor("service", {
  state: () => ({ log: [] as unknown[], gate: oneshot<number>() }),
  receive: {
    note: (ctx, ...what: unknown[]) => void ctx.state.log.push(...what),
    notes: (ctx) => ctx.state.log,
    double: (_ctx, n: number) => n,
    *wait(ctx) {
      return yield* ctx.state.gate;
    },
    open: (ctx) => ctx.state.gate.send(1),
    *pass(_ctx, to: RefTo<Answering>) {
      return yield* to.ask.answer();
    },
    *beside(_ctx, to: RefTo<Answering>) {
      return yield* timeout(to.ask.answer(), 1_000);
    },
    answer: () => 1,
    refuse() {
      throw new Refusal("not now");
    },
    fail() {
      throw new Error("broken");
    },
  },
  messages: { double: [doubling] },
  interleave: ["beside"],
});

const from = { name: "main of node b" };

/** Takes one answer, and notes it. */
function taker() {
  const answers: unknown[] = [];
  const reply: AnswerTaker = {
    reply: (value) => void answers.push(value),
    refuse: (error) => void answers.push(error),
  };
  return { answers, reply };
}

function run(message: string, ...args: unknown[]): unknown {
  const on = stage();
  const { answers, reply } = taker();
  deliver(on.spawn(Service), message, args, { from, reply });
  on.run();
  assert.is(answers.length, 1);
  assert.equal(on.unhandled, []); // who asked was told
  return answers[0];
}

test("smoke", () => {
  const on = stage();
  const ref = on.spawn(Service);
  deliver(ref, "note", [1, 2, 3], { from });
  const { answers, reply } = taker();
  deliver(ref, "notes", [], { from, reply });
  on.run();
  assert.equal(answers, [[1, 2, 3]]);
});

test("hands over a reply, a refusal and a failure", () => {
  assert.is(run("answer"), 1);
  assert.instance(run("refuse"), RejectedError);
  const lost = run("fail") as UnknownOutcomeError;
  assert.instance(lost, UnknownOutcomeError);
  assert.is((lost.cause as Error).message, "broken");
});

test("does not check arguments twice", () => {
  assert.is(run("double", 4), 4);
});

test("refuses a message that the definition does not have", () => {
  const ref = stage().spawn(Service);
  assert.is(thrown(() => deliver(ref, "nothing", [], { from })).code, "ERR_MAILSLOT_UNKNOWN_MESSAGE");
});

test("answers as the dead do, and makes a dead letter that names the sender", () => {
  const on = stage();
  const letters = receivedLetters();
  const ref = on.spawn(Service);
  stop(ref);
  on.run();
  const { answers, reply } = taker();
  deliver(ref, "answer", [], { from, reply });
  deliver(ref, "note", [1], { from });
  assert.is((answers[0] as RejectedError).code, "ERR_MAILSLOT_NO_ACTOR");
  assert.equal(
    letters().map((letter) => [letter.from, letter.message]),
    [[from.name, "note"]],
  );
});

test("an ask given up before it is handled is not handled; a late reply is a dead letter", () => {
  const on = stage();
  const letters = receivedLetters();
  const ref = on.spawn(Service);
  const { answers, reply } = taker();
  const waiting = deliver(ref, "wait", [], { from, reply });
  on.run();
  const second = deliver(ref, "note", ["handled"], { from, reply });
  waiting.giveUp();
  second.giveUp();
  second.giveUp();
  deliver(ref, "open", [], { from });
  kill(ref);
  on.run();
  assert.equal(answers, []);
  assert.ok(letters().every(({ message }) => message !== "answer"));
});

test("lets a tell wait for room in a bounded mailbox", () => {
  const on = stage();
  const ref = on.spawn(defineActor("small", { mailbox: { capacity: 1 }, receive: { take() {} } }));
  deliver(ref, "take", [], { from });
  const second = on.go(() => deliver(ref, "take", [], { from }));
  on.run();
  assert.is(second.status, "completed");
});

test("tells the carrier of every wait that ends elsewhere, with the names on the way", () => {
  const on = stage();
  const far = elsewhere(Service, on.scheduler);
  const [first, second] = [on.spawn(Service), on.spawn(Passing)];
  second.tell.on(far.ref);
  on.run();
  first.tell.pass(second as never);
  on.run();
  assert.equal(
    far.waits.map(({ asker, names }) => [asker, names]),
    [
      [second, [second.name, far.ref.name]],
      [first, [first.name, second.name, far.ref.name]],
    ],
  );
  assert.ok(far.waits.every(({ ask }) => ask === far.asks[0]));
});

const Passing = defineActor("passing", {
  receive: {
    *on(_ctx, to: RefOf<typeof Service>) {
      return yield* to.ask.answer();
    },
    answer: () => 2,
  },
});

test("refuses the ask that closes a cycle, which is given up elsewhere", () => {
  const on = stage();
  const far = elsewhere(Service, on.scheduler);
  const { answers, reply } = taker();
  deliver(on.spawn(Service), "pass", [far.ref], { from, reply });
  on.run();
  far.waits[0]?.refuse(new RejectedError("a cycle", { code: "ERR_MAILSLOT_ASK_CYCLE" }));
  on.run();
  assert.equal(far.log, [
    ["ask", "answer"],
    ["given up", "answer"],
  ]);
  assert.is(((answers[0] as Error).cause as { code: string }).code, "ERR_MAILSLOT_ASK_CYCLE");
});

test("follows who waits for whom, from an actor or from an ask that was taken in", () => {
  const on = stage();
  const far = elsewhere(Service, on.scheduler);
  const [first, second] = [on.spawn(Service), on.spawn(Passing)];
  second.tell.on(far.ref);
  const { reply } = taker();
  const through = deliver(first, "beside", [second], { from, reply });
  const not = deliver(first, "answer", [], { from, reply });
  on.run();
  const waits = waitsOf(through);
  assert.ok(waits.waiting.has(second as AnyRef));
  assert.equal(
    waits.distant.map(({ ask, names }) => [ask, names.slice(1)]),
    [[far.asks[0], [second.name, far.ref.name]]],
  );
  assert.equal(waitsOf(not).distant, []); // a handler that interleaves waits by itself
  assert.equal([...waitsOf(second).waiting.values()], [[second.name], [second.name, far.ref.name]]);
  far.asks[0]?.reply(1);
  on.run();
  assert.equal([...waitsOf(second).waiting.keys()], [second]);
});

test.run();
