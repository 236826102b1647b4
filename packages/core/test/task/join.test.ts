/** Joining: waiting for the end of a task. */
import { channel, go, type Task, yieldNow } from "@mailslot/core";
import { rejection } from "@mailslot/test-support/rejection";
import { stage } from "@mailslot/test-support/stage";
import { test } from "uvu";
import * as assert from "uvu/assert";

test("yield* on a task gives its value", () => {
  const { go, run } = stage();
  const child = go(function* child() {
    yield* yieldNow();
    return 3;
  });
  const parent = go(function* parent() {
    return (yield* child) + 1;
  });
  run();
  assert.is(parent.poll(), 4);
});

test("yield* on a task throws the very error that ended it", () => {
  const { go, run, unhandled } = stage();
  const failure = new Error("no");
  const child = go(() => {
    throw failure;
  });
  const parent = go(function* parent() {
    try {
      yield* child;
    } catch (error) {
      return error;
    }
    return "nothing thrown";
  });
  run();
  assert.is(parent.poll(), failure);
  assert.equal(unhandled, []);
});

test("await on a task gives its value, or throws its error", async () => {
  assert.is(
    await go(function* () {
      return "done";
    }),
    "done",
  );
  const failure = new Error("no");
  assert.is(
    await rejection(
      go(function* failing() {
        throw failure;
      }),
    ),
    failure,
  );
});

test("tasks that fail one after another under await are all caught by it", async () => {
  const caught: string[] = [];
  for (const name of ["a", "b", "c", "d"]) {
    const error = await rejection(
      go(function* failing() {
        throw new Error(name);
      }),
    );
    caught.push(error.message);
  }
  assert.equal(caught, ["a", "b", "c", "d"]);
});

test("everybody who joins is told", () => {
  const { go, run } = stage();
  const gate = channel<string>();
  const told: string[] = [];
  const child = go(() => gate.recv());
  for (const name of ["a", "b", "c"]) {
    go(function* joiner() {
      told.push(`${name} ${yield* child}`);
    });
  }
  run();
  gate.send("!");
  run();
  assert.equal(told.sort(), ["a !", "b !", "c !"]);
});

test("a task that has ended can be joined again and again", async () => {
  const { go, run } = stage();
  const child = go(() => 5);
  run();
  const late = go(function* late() {
    return (yield* child) + (yield* child);
  });
  run();
  assert.is(late.poll(), 10);
  assert.is(await child, 5);
});

test("a joiner that is cancelled leaves the task it joined alone", () => {
  const { go, run } = stage();
  const gate = channel<number>();
  const child = go(() => gate.recv());
  const joiner = go(() => child);
  run();
  joiner.cancel();
  run();
  assert.is(joiner.status, "cancelled");
  assert.is(child.status, "waiting");
  gate.send(1);
  run();
  assert.is(child.poll(), 1);
});

test("a task joined by many through await and yield* tells them all of its failure", async () => {
  const { go, run, loop, unhandled } = stage();
  const gate = channel<never>();
  const child = go(function* child() {
    yield* gate.recv();
  });
  const joiners = Array.from({ length: 3 }, () => go(() => child.outcome()));
  const awaited = [rejection(child), rejection(child)];
  run();
  gate.close();
  await loop.settle();
  assert.equal(
    joiners.map((joiner) => (joiner.poll() as { status: string }).status),
    ["failed", "failed", "failed"],
  );
  assert.is((await awaited[0])?.code, "ERR_MAILSLOT_CLOSED");
  assert.is(await awaited[0], await awaited[1]);
  assert.equal(unhandled, []);
});

test("two tasks that join each other wait, and a dump shows for what", () => {
  const { go, run } = stage();
  const pair: Task[] = [];
  pair.push(
    go(function* first() {
      yield* pair[1] as Task;
    }),
  );
  pair.push(
    go(function* second() {
      yield* pair[0] as Task;
    }),
  );
  run();
  assert.equal(
    pair.map((task) => task.status),
    ["waiting", "waiting"],
  );
});

test.run();
