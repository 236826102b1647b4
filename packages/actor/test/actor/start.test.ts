/** How actors start: in which order, when they have, and who hears of it when one has not. */
import { defineActor, startOf, stop } from "@mailslot/actor";
import { oneshot, sleep } from "@mailslot/core";
import { rejection, thrown } from "@mailslot/test-support/rejection";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { orderedStage, stage } from "../stage.js";

const Starting = defineActor("starting", {
  state: (lines: string[], name: string, ms = 0) => ({ lines, name, ms }),
  *started(ctx) {
    ctx.state.lines.push(ctx.state.name);
    if (ctx.state.ms > 0) yield* sleep(ctx.state.ms);
  },
  receive: { hello: (ctx) => void ctx.state.lines.push(`hello ${ctx.state.name}`) },
});

test("actors that a task spawns start in the order in which they were spawned", () => {
  const { spawn, go, run } = orderedStage();
  const lines: string[] = [];
  go(() => {
    for (const name of ["first", "second", "third"]) spawn(Starting, lines, name).tell.hello();
  });
  run();
  assert.equal(lines, ["first", "hello first", "second", "hello second", "third", "hello third"]);
});

test("the start is over when the hook has ended, however long it waits", () => {
  const { spawn, go, run, loop } = stage();
  const slow = spawn(Starting, [], "slow", 10);
  const start = go(() => startOf(slow));
  run();
  loop.advance(9);
  assert.is(start.status, "waiting");
  loop.advance(1);
  assert.is(start.status, "completed");
  const later = go(() => startOf(slow));
  run();
  assert.is(later.status, "completed");
});

test("an actor without a hook, and a raw one, have started when they are spawned", async () => {
  const { spawn, loop } = stage();
  await startOf(spawn(defineActor("plain", { receive: {} })));
  await loop.settle();
});

test("a hook that fails makes the start fail, for early and late waiters, and is not reported besides", async () => {
  const { spawn, loop, unhandled } = stage();
  const Broken = defineActor("broken", {
    async started() {
      throw new Error("no disk");
    },
    receive: {},
  });
  const broken = spawn(Broken);
  const error = rejection(startOf(broken));
  await loop.settle();
  assert.is((await error).message, "no disk");
  assert.is(thrown(() => startOf(broken).poll()).message, "no disk");
  assert.equal(unhandled, []);
});

test("a hook that fails without a waiter is reported", async () => {
  const { spawn, loop, unhandled } = stage();
  const Broken = defineActor("broken", {
    started() {
      throw new Error("no disk");
    },
    receive: {},
  });
  spawn(Broken);
  await loop.settle();
  assert.is(unhandled.length, 1);
});

test("an actor that is stopped while it starts has not started", () => {
  const { spawn, go, run, loop } = stage();
  const gate = oneshot<void>();
  const Waiting = defineActor("waiting", { started: () => gate, receive: {} });
  const waiting = spawn(Waiting);
  const start = go(() => startOf(waiting));
  run();
  stop(waiting);
  gate.send();
  loop.advance(0);
  assert.is(start.status, "completed"); // stop lets the hook end
  const stopped = spawn(Waiting);
  stop(stopped);
  const none = go(() => startOf(stopped));
  run();
  assert.is(thrown(() => none.poll()).code, "ERR_MAILSLOT_NO_ACTOR");
});

test.run();
