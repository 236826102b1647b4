/** Code that blocks. */
import { AsyncLocalStorage } from "node:async_hooks";
import { createScheduler, go, yieldNow } from "@mailslot/core";
import { type BlockingPool, blocking } from "@mailslot/io";
import { select } from "@mailslot/select";
import { rejection } from "@mailslot/test-support/rejection";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { eventually } from "./scratch.js";

test("blocking completes for all its waiters with what the function returns, called once, or fails with what it throws", async () => {
  let calls = 0;
  const call = blocking((a: number, b: number) => a + b + 0 * calls++, { args: [20, 22] as const });
  assert.is(calls, 0);
  assert.equal(await Promise.all([call, call]), [42, 42]);
  assert.is(await call, 42);
  assert.is(calls, 1);
  const broken = blocking(() => {
    throw new RangeError("no");
  });
  assert.instance((await rejection(broken)).cause ?? (await rejection(broken)), RangeError);
  assert.is((await rejection(broken)).message, "no");
});

test("runnable tasks run before a blocking call, and between two of them", async () => {
  const order: string[] = [];
  // Its turns end when nothing is runnable, however slow the machine.
  const scheduler = createScheduler({ policy: { burst: Number.POSITIVE_INFINITY, slice: Number.POSITIVE_INFINITY } });
  await scheduler.go(function* all() {
    const one = go(function* one() {
      yield* blocking(() => void order.push("blocks 1"));
      order.push("after 1");
    });
    const two = go(() => blocking(() => void order.push("blocks 2")));
    const runs = go(() => void order.push("runs"));
    yield* one;
    yield* two;
    yield* runs;
  });
  assert.equal(order, ["runs", "blocks 1", "after 1", "blocks 2"]);
});

test("a blocking call that is given up or aborted before it begins is not run", async () => {
  let ran = false;
  const stop = new AbortController();
  const call = blocking(() => (ran = true), { signal: stop.signal });
  await go(function* gives() {
    const task = go(() => call);
    yield* yieldNow();
    task.cancel();
    yield* task.outcome();
  });
  const waiting = rejection(call);
  stop.abort();
  assert.is((await waiting).code, "ERR_MAILSLOT_CANCELLED");
  await blocking(() => undefined); // those given up stand before this one
  assert.is(ran, false);
});

test("a pool takes the function and its arguments, and is told when its waiters have given up", async () => {
  const given: unknown[] = [];
  const calls: (() => void)[] = [];
  let givenUp = 0;
  const pool: BlockingPool = {
    run(fn, args, done) {
      given.push(args);
      calls.push(() => done.completed(fn(...args)));
      return () => {
        givenUp++;
      };
    },
  };
  const length = Promise.resolve(blocking((text: string) => text.length, { args: ["four"] as const, pool }));
  while (calls.length === 0) await yieldNow();
  calls[0]?.();
  assert.is(await length, 4);
  assert.equal(given, [["four"]]);
  const chosen = await go(() => select({ now: go(() => 1), call: blocking(() => 2, { pool }) }, { biased: true }));
  assert.is(chosen.case, "now");
  assert.ok(await eventually(() => givenUp === 1));
});

test("a function that blocks runs in the context of who waits for it, also behind others", async () => {
  const users = new AsyncLocalStorage<string>();
  const people = Array.from({ length: 20 }, (_, n) => `user ${n}`);
  const seen = await Promise.all(
    people.map((user) => users.run(user, () => blocking(() => users.getStore()).then((is) => is))),
  );
  assert.equal(seen, people);
  assert.is(await users.run("spawner", () => go(() => blocking(() => users.getStore()))), undefined);
});

test.run();
