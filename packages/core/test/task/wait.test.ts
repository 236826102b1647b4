/** Waiting for promises, and giving way. */
import { fromPromise, go, yieldNow } from "@mailslot/core";
import { rejection } from "@mailslot/test-support/rejection";
import { orderedStage, stage } from "@mailslot/test-support/stage";
import { test } from "uvu";
import * as assert from "uvu/assert";

test("a promise is waited for in a generator body", async () => {
  const task = go(function* () {
    return (yield* fromPromise(Promise.resolve(20))) + 1;
  });
  assert.is(await task, 21);
});

test("the rejection of a promise is thrown in the body", async () => {
  const failure = new Error("404");
  const task = go(function* () {
    try {
      return yield* fromPromise(Promise.reject(failure));
    } catch (error) {
      return error;
    }
  });
  assert.is(await task, failure);
});

test("a promise that has settled is ready at once, for every wait on it", async () => {
  const { go, loop, run } = stage();
  const page = fromPromise(Promise.resolve("page"));
  await loop.settle();
  const tasks = [1, 2].map(() => go(() => page));
  run();
  assert.equal(
    tasks.map((task) => task.poll()),
    ["page", "page"],
  );
});

test("a promise that has been rejected rejects every wait on it", async () => {
  const page = fromPromise(Promise.reject(new Error("404")));
  assert.is((await rejection(page)).message, "404");
  assert.is((await rejection(page)).message, "404");
});

test("a cancelled task gives up the wait for its promise", async () => {
  const { go, loop, run, unhandled } = stage();
  let settle = (_: string): void => undefined;
  const task = go(() => fromPromise(new Promise<string>((resolve) => (settle = resolve))));
  run();
  task.cancel();
  run();
  assert.is(task.status, "cancelled");
  settle("too late");
  await loop.settle();
  assert.equal(unhandled, []);
});

test("yieldNow lets every other runnable task run once", () => {
  const { go, run } = orderedStage();
  const events: string[] = [];
  for (const name of ["a", "b", "c"]) {
    go(function* () {
      events.push(`${name}1`);
      yield* yieldNow();
      events.push(`${name}2`);
    });
  }
  run();
  assert.equal(events, ["a1", "b1", "c1", "a2", "b2", "c2"]);
});

test("yieldNow under await does not wait for a turn", async () => {
  assert.is(await yieldNow(), undefined);
});

test.run();
