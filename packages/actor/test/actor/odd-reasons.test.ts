/** Failures that are not errors of this realm: proxies, frozen ones, errors of another realm. Each is told as it is. */
import { runInNewContext } from "node:vm";
import { defineActor, describeReason, exitOf, isShutdown, Refusal, startOf } from "@mailslot/actor";
import { rejection, thrown } from "@mailslot/test-support/rejection";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { stage } from "../stage.js";

const revoked = Proxy.revocable({}, {});
revoked.revoke();
const silent = new Proxy(new Error("silent"), {
  get() {
    throw new Error("not to be read");
  },
});
const foreign = runInNewContext("Object.assign(new TypeError('of another realm'), { shutdown: 'no' })") as object;
const odd: readonly unknown[] = [
  undefined,
  null,
  "text",
  Symbol("s"),
  Object.freeze(new Error("frozen")),
  revoked.proxy,
  silent,
  foreign,
];

const Odd = defineActor("odd", {
  receive: {
    fail(_ctx, box: { readonly reason: unknown }): void {
      throw box.reason;
    },
  },
});
const Never = defineActor("never", {
  state: (box: { readonly reason: unknown }) => box,
  started(ctx) {
    throw ctx.state.reason;
  },
  receive: { hello: () => {} },
});

for (const [index, reason] of odd.entries()) {
  test(`failure ${index} is the reason as it is, is reported once, and is seen by an asker`, async () => {
    const { spawn, go, loop, unhandled } = stage();
    const [told, asked] = [spawn(Odd), spawn(Odd)];
    const exit = go(() => exitOf(asked));
    const error = rejection(asked.ask.fail({ reason }));
    told.tell.fail({ reason });
    await loop.settle();
    assert.ok(Object.is(exit.poll(), reason));
    assert.is(((await error) as Error & { code: string }).code, "ERR_MAILSLOT_ACTOR_EXITED");
    assert.is(unhandled.length, 1);
    assert.not.ok(isShutdown(reason));
    const late = rejection(asked.ask.fail({ reason }));
    await loop.settle();
    assert.is(((await late) as Error & { code: string }).code, "ERR_MAILSLOT_NO_ACTOR");
  });

  test(`failure ${index} of a start is told to those who wait for the start`, async () => {
    const { spawn, loop, unhandled } = stage();
    const never = spawn(Never, { reason });
    const asked = rejection(never.ask.hello());
    const start = startOf(never).then(null, (error: unknown) => ({ error })); // one may have a `then` that throws
    await loop.settle();
    const { error } = (await start) as { error: unknown };
    if (isAnError(reason)) assert.ok(Object.is(error, reason));
    else {
      assert.is((error as { code: string }).code, "ERR_MAILSLOT_NO_ACTOR");
      assert.ok(Object.is((error as Error).cause, reason));
    }
    assert.is(((await asked) as { code: string }).code, "ERR_MAILSLOT_NO_ACTOR");
    assert.equal(unhandled, []);
  });
}

test("a refusal says what it is given, whatever that is, and its cause is told as it is", () => {
  const { spawn, go, run } = stage();
  const Refuses = defineActor("refuses", {
    receive: {
      say(_ctx, box: { readonly text: unknown }): void {
        throw new Refusal(box.text as string);
      },
      because(_ctx, box: { readonly cause: unknown }): void {
        throw new Refusal("no", box);
      },
    },
  });
  const actor = spawn(Refuses);
  const texts: readonly [unknown, string][] = [
    [Symbol("s"), "Symbol(s)"],
    [null, "null"],
    [Object.create(null), "[object Object]"],
    [revoked.proxy, "[object Object]"],
  ];
  for (const [text, said] of texts) {
    const asked = go(() => actor.ask.say({ text }));
    run();
    const error = thrown(() => asked.poll());
    assert.is(error.code, "ERR_MAILSLOT_REJECTED");
    assert.match(error.message, `refused say: ${said}`);
  }
  for (const cause of [null, 5, Symbol("s"), revoked.proxy]) {
    const asked = go(() => actor.ask.because({ cause }));
    run();
    assert.ok(Object.is(thrown(() => asked.poll()).cause, cause));
  }
  assert.is(actor.alive, true);
});

test("an error of another realm is described as one of this realm, and is never a shutdown", () => {
  assert.is(describeReason(foreign), "TypeError: of another realm");
  assert.is(isShutdown(foreign), false);
  assert.is(isShutdown(runInNewContext("({ shutdown: 'enough' })")), true);
});

function isAnError(reason: unknown): boolean {
  return reason === silent || reason === foreign || reason === odd[4];
}

test.run();
