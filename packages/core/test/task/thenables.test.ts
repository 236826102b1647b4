/** Bodies that return what claims to be a promise: it may call twice, throw, or be a proxy that was revoked. */
import { createContext, runInContext } from "node:vm";
import { counters, fromPromise } from "@mailslot/core";
import { rejection } from "@mailslot/test-support/rejection";
import { stage } from "@mailslot/test-support/stage";
import { suite } from "uvu";
import * as assert from "uvu/assert";

// runs under Node alone: it makes generators in another realm with node:vm

const thenables = suite("thenables");

async function ended(body: () => unknown): Promise<{ status: string; result: unknown; unhandled: unknown[] }> {
  const own = stage();
  const task = own.go(body);
  own.run();
  await own.loop.settle();
  assert.is(counters(own.scheduler).live, 0, "it has left the register");
  const later = [1, 2, 3].map((n) => own.go(() => n));
  await own.loop.settle();
  assert.equal(
    later.map((each) => each.poll()),
    [1, 2, 3],
    "tasks that come after it run",
  );
  const outcome = task.outcome().poll() as { status: string; value?: unknown; error?: unknown };
  return { status: task.status, result: outcome.value ?? outcome.error, unhandled: own.unhandled };
}

const twice = {
  then(ok: (value: number) => void): void {
    ok(1);
    ok(2);
  },
};

thenables("one that completes twice completes its task once, with the first", async () => {
  assert.equal(await ended(() => twice), { status: "completed", result: 1, unhandled: [] });
});

thenables("one that completes and then throws has completed", async () => {
  const both = {
    then(ok: (value: number) => void): void {
      ok(1);
      throw new Error("too late");
    },
  };
  assert.equal(await ended(() => both), { status: "completed", result: 1, unhandled: [] });
});

thenables("one that completes, then fails, and the other way round", async () => {
  type Settle = (value: unknown) => void;
  const first = {
    then(ok: Settle, no: Settle): void {
      ok("fine");
      no(new Error("late"));
    },
  };
  const second = {
    then(ok: Settle, no: Settle): void {
      no(new Error("early"));
      ok("late");
    },
  };
  assert.is((await ended(() => first)).result, "fine");
  const failed = await ended(() => second);
  assert.is(failed.status, "failed");
  assert.is((failed.unhandled[0] as Error).message, "early");
});

thenables("a then that throws, as a method or as a getter, fails the task", async () => {
  const method = {
    then(): void {
      throw new Error("then failed");
    },
  };
  const getter = {
    get then(): never {
      throw new Error("no then");
    },
  };
  for (const made of [method, getter]) {
    const { status, unhandled } = await ended(() => made);
    assert.is(status, "failed");
    assert.is(unhandled.length, 1);
  }
});

thenables("a proxy that was revoked fails the task", async () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  const { status, unhandled } = await ended(() => proxy);
  assert.is(status, "failed");
  assert.instance(unhandled[0], TypeError);
});

thenables("an error whose name cannot be read fails a task that was cancelled", async () => {
  const own = stage();
  const nameless = {
    get name(): never {
      throw new Error("no name");
    },
  };
  const task = own.go((self) => {
    self.cancel("enough");
    throw nameless;
  });
  const after = own.go(() => "ran");
  own.run();
  assert.is(task.status, "failed");
  assert.is(after.poll(), "ran");
  await own.loop.settle();
  assert.equal(own.unhandled, [nameless]);
});

thenables("fromPromise takes a thenable that misbehaves for what it first said", async () => {
  const own = stage();
  const thrower = {
    then(): never {
      throw new Error("then failed");
    },
  };
  assert.is(await fromPromise(twice as unknown as PromiseLike<number>), 1);
  assert.is((await rejection(fromPromise(thrower as unknown as PromiseLike<number>))).message, "then failed");
  assert.equal(own.unhandled, []);
});

thenables("a generator of another realm is a body", async () => {
  const context = createContext({ inner: { ran: false } });
  const body = runInContext("(function* () { inner.ran = true; return 7 })", context) as () => unknown;
  assert.is((await ended(body)).result, 7);
  assert.ok(context.inner.ran);
});

thenables("and so is one that a compiler made for an engine without generators", async () => {
  const steps = [1, 2];
  const generator = {
    [Symbol.toStringTag]: "Generator",
    next: () => ({ done: true, value: steps.length }),
    throw(error: unknown) {
      throw error;
    },
    [Symbol.iterator]() {
      return this;
    },
  };
  assert.is((await ended(() => generator)).result, 2);
});

thenables.run();
