/** Two nodes tell and ask each other. */
import {
  type AnyRef,
  defineActor,
  isDistant,
  type RefTo,
  Refusal,
  RejectedError,
  spawnWith,
  UnknownOutcomeError,
} from "@mailslot/actor";
import { type Oneshot, oneshot, sleep, type Task } from "@mailslot/core";
import { RemoteError } from "@mailslot/remote";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { stage } from "../stage.js";

const gates: { first?: Oneshot<number> } = {};

interface Answering {
  answer(): number;
}

const Service = defineActor("service", {
  state: (start = 0) => ({ count: start, heard: [] as unknown[] }),
  receive: {
    add(ctx, n: number) {
      ctx.state.count += n;
    },
    count: (ctx) => ctx.state.count,
    hear: (ctx, ...what: unknown[]) => void ctx.state.heard.push(...what),
    heard: (ctx) => ctx.state.heard,
    same: (_ctx, value: unknown) => value,
    self: (ctx) => ctx.self as AnyRef,
    *wait(_ctx) {
      return yield* gates.first as Oneshot<number>;
    },
    *pass(_ctx, to: RefTo<Answering>) {
      return yield* to.ask.answer();
    },
    answer: () => 42,
    refuse() {
      throw new Refusal("not now");
    },
    fail() {
      throw new RangeError("broken");
    },
    *rest(_ctx) {
      yield* sleep(60_000);
    },
  },
});

const small = () => stage([Service]);

test("smoke", () => {
  const { toB, now } = small();
  const far = now(toB.spawn(Service, 100));
  far.tell.add(5);
  assert.is(now(far.ask.count()), 105);
  assert.ok(isDistant(far));
  assert.match(far.name, "of b");
});

test("messages to one actor arrive in the order of sending, whoever sends them", () => {
  const { toB, now } = small();
  const far = now(toB.spawn(Service));
  for (let n = 0; n < 100; n++) far.tell.hear(n);
  assert.equal(
    now(far.ask.heard()),
    Array.from({ length: 100 }, (_, n) => n),
  );
});

test("a ref is one object elsewhere, and at home the actor itself", () => {
  const { toB, now } = small();
  const [far, other] = [now(toB.spawn(Service)), now(toB.spawn(Service))];
  assert.is(now(far.ask.self()), far);
  assert.is(now(other.ask.same(far)), far);
  assert.is(now(other.ask.pass(far)), 42);
  assert.ok(now(other.ask.same({ refs: [far] })) !== null);
});

test("an actor of the asker's node is asked back by its ref", () => {
  const { toB, now, scheduler } = small();
  const far = now(toB.spawn(Service));
  const Home = defineActor("home", { receive: { answer: () => 7 } });
  const home = spawnWith({ scheduler }, Home);
  assert.is(now(far.ask.pass(home)), 7);
  assert.is(now(far.ask.same(home)), home);
});

test("a refusal and a failure are told as such, with their class", async () => {
  const { toB, now, failure, unhandled } = small();
  const far = now(toB.spawn(Service));
  const refused = await failure(far.ask.refuse());
  assert.instance(refused, RejectedError);
  assert.match(refused.message, "not now");
  const lost = await failure(far.ask.fail());
  assert.instance(lost, UnknownOutcomeError);
  assert.instance(lost.cause, RangeError);
  assert.match((lost.cause as Error).stack ?? "", "at node b");
  assert.equal(unhandled, []);
});

test("an ask that is given up is not handled, if it was not begun", () => {
  const { toB, now, go, run } = small();
  const far = now(toB.spawn(Service));
  gates.first = oneshot<number>();
  const [first, second] = [far.ask.wait(), far.ask.hear("never")].map((ask) => go(() => ask)) as [Task, Task];
  far.tell.hear("before");
  run();
  second.cancel();
  run();
  gates.first.send(1);
  assert.is(now(first), 1);
  assert.equal(now(far.ask.heard()), ["before"]);
});

test("what cannot cross is refused where it is sent, with its path", () => {
  const { toB, now } = small();
  const far = now(toB.spawn(Service));
  const code = (act: () => unknown): string => {
    try {
      act();
    } catch (error) {
      assert.instance(error, RemoteError);
      return (error as RemoteError).message;
    }
    return "";
  };
  assert.match(
    code(() => far.tell.hear({ tiles: [1, 2, 3, { draw() {} }] })),
    "args[0].tiles[3].draw is a function",
  );
  assert.match(
    code(() => far.ask.same(Symbol("x"))),
    "args[0] is a symbol",
  );
  assert.match(
    code(() => far.tell.hear(1, Promise.resolve())),
    "args[1] is a promise",
  );
  assert.match(
    code(() => far.tell.hear(new (class Odd {})())),
    "args[0] is an instance of Odd",
  );
  assert.is(now(far.ask.same(1)), 1);
});

test("a reply that cannot cross ends the ask as unknown", async () => {
  const Odd = defineActor("odd", { receive: { reply: () => new URL("file:///x") as unknown } });
  const { toB, now, failure } = stage([Odd]);
  const error = await failure(now(toB.spawn(Odd)).ask.reply());
  assert.match(error.message, "reply is an instance of URL");
});

test("a definition that the other node does not know is refused by name", async () => {
  const { toB, failure } = small();
  const Other = defineActor("other", { receive: {} });
  const error = await failure(toB.spawn(Other));
  assert.is(error.code, "ERR_MAILSLOT_UNKNOWN_DEFINITION");
  assert.match(error.message, "other");
});

test.run();
