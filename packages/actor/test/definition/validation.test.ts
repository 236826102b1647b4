/** Schemas at the edge: a message that does not fit is an error where it is sent. */
import { runInNewContext } from "node:vm";
import { defineActor, RejectedError, type StandardSchema } from "@mailslot/actor";
import { thrown } from "@mailslot/test-support/rejection";
import { type } from "arktype";
import { test } from "uvu";
import * as assert from "uvu/assert";
import * as v from "valibot";
import * as z from "zod";
import { stage } from "../stage.js";

const libraries: Record<string, { amount: StandardSchema<number>; user: StandardSchema<{ name: string }> }> = {
  zod: { amount: z.number().positive(), user: z.object({ name: z.string() }) },
  valibot: { amount: v.pipe(v.number(), v.minValue(0)), user: v.object({ name: v.string() }) },
  arktype: { amount: type("number > 0"), user: type({ name: "string" }) },
};

function account(schemas: { amount: StandardSchema<number>; user: StandardSchema<{ name: string }> }) {
  return defineActor("account", {
    state: () => ({ balance: 0, owner: "" }),
    messages: { deposit: [schemas.amount], own: [schemas.user, schemas.amount] },
    receive: {
      deposit: (ctx, amount: number) => {
        ctx.state.balance += amount;
      },
      own: (ctx, user: { name: string }, amount: number) => {
        ctx.state.owner = user.name;
        ctx.state.balance = amount;
      },
      balance: (ctx) => ctx.state.balance,
      free: (_ctx, ...args: unknown[]) => args.length,
    },
  });
}

for (const [library, schemas] of Object.entries(libraries)) {
  test(`messages are checked where they are sent, by schemas of ${library}`, () => {
    const { spawn, go, run } = stage();
    const ref = spawn(account(schemas));
    ref.tell.deposit(5);
    ref.tell.own({ name: "Ada" }, 7);
    const error = thrown(() => ref.tell.deposit(-1));
    assert.instance(error, RejectedError);
    assert.is(error.code, "ERR_MAILSLOT_INVALID_MESSAGE");
    assert.match(error.message, "argument 1 of deposit of actor account does not fit its schema: ");
    assert.ok(Array.isArray(error.cause));
    assert.is(thrown(() => ref.ask.deposit("5" as never)).code, "ERR_MAILSLOT_INVALID_MESSAGE");
    assert.match(thrown(() => ref.tell.own({ name: 1 } as never, 1)).message, /name/);
    const balance = go(() => ref.ask.balance());
    run();
    assert.is(balance.poll(), 7);
  });
}

test("a wrong number of arguments is an error, with a schema", () => {
  const { spawn } = stage();
  const ref = spawn(account(libraries.zod as never)) as unknown as {
    tell: Record<string, (...args: unknown[]) => void>;
  };
  assert.match(thrown(() => ref.tell.deposit?.(1, 2)).message, "deposit of actor account takes 1 argument, and got 2");
  assert.match(thrown(() => ref.tell.own?.({ name: "a" })).message, "the missing argument 2 of own");
  assert.match(thrown(() => ref.tell.deposit?.()).message, "the missing argument 1 of deposit");
});

test("the handler gets what the schema makes of an argument, and optional ones may be left out", () => {
  const { spawn, go, run } = stage();
  const Actor = defineActor("actor", {
    messages: { take: [z.coerce.number(), z.string().optional(), z.number().default(3)] },
    receive: { take: (_ctx, ...args: unknown[]) => args },
  });
  const ref = spawn(Actor);
  const full = go(() => ref.ask.take("5", "a", 1));
  const short = go(() => ref.ask.take("5"));
  run();
  assert.equal(full.poll(), [5, "a", 1]);
  assert.equal(short.poll(), [5, undefined, 3]);
});

test("messages without a schema are checked by types only", () => {
  const { spawn, go, run } = stage();
  const ref = spawn(account(libraries.zod as never));
  const asking = go(() => ref.ask.free(1, 2, 3));
  run();
  assert.is(asking.poll(), 3);
});

test("an asynchronous schema is refused", () => {
  const { spawn } = stage();
  const Actor = defineActor("actor", {
    messages: { take: [z.string().refine(async () => true)], valibot: [v.pipeAsync(v.string())] },
    receive: { take: (_ctx, _text: string) => {}, valibot: (_ctx, _text: string) => {} },
  });
  const error = thrown(() => spawn(Actor).tell.take("a"));
  assert.is(error.code, "ERR_MAILSLOT_DEFINITION");
  assert.match(error.message, "the schema of argument 1 of take of actor actor is asynchronous");
});

test("an asynchronous schema of another realm, or with promises of its own, is refused, too", async () => {
  const { spawn, unhandled } = stage();
  const later: unknown[] = [
    runInNewContext("Promise.reject(new Error('late'))"),
    { then: (_give: unknown, fail: (error: Error) => void) => fail(new Error("late")) },
  ];
  for (const result of later) {
    const schema = { "~standard": { version: 1, vendor: "test", validate: () => result } };
    const Actor = defineActor("actor", {
      messages: { take: [schema as never] },
      receive: { take: (_ctx, _text: string) => assert.unreachable() },
    });
    assert.is(thrown(() => spawn(Actor).tell.take("a")).code, "ERR_MAILSLOT_DEFINITION");
  }
  await new Promise((polled) => setImmediate(polled)); // a rejection that nobody handles would end the process
  assert.equal(unhandled, []);
});

test("a value that is not a schema is an error in the definition", () => {
  const wrong = (messages: object) => () =>
    defineActor("actor", { messages: messages as never, receive: { take: () => {} } });
  assert.match(thrown(wrong({ take: [1] })).message, "actor actor has something other than a list of schemas for take");
  assert.match(thrown(wrong({ take: z.string() })).message, "something other than a list of schemas");
  assert.match(thrown(wrong({ give: [z.string()] })).message, "has schemas for give, which it does not receive");
});

test.run();
