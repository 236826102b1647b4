/** Who has seen a failure: what was handed to somebody is not reported as well, and no failure disappears behind another. */
import { defineActor, exitOf, kill, stop, terminate } from "@mailslot/actor";
import { channel, type Source, sleep } from "@mailslot/core";
import { runProgram } from "@mailslot/test-support/program";
import { rejection, thrown } from "@mailslot/test-support/rejection";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { stage } from "../stage.js";

const Fragile = defineActor("fragile", {
  interleave: ["beside"],
  receive: {
    plain: (_ctx): string => {
      throw new Error("broken");
    },
    *steps() {
      yield* sleep(1);
      throw new Error("broken");
    },
    async promise() {
      throw new Error("broken");
    },
    *beside() {
      yield* sleep(1);
      throw new Error("broken");
    },
    fine: () => "fine",
  },
});
type Way = "plain" | "steps" | "promise" | "beside";
const ways: readonly Way[] = ["plain", "steps", "promise", "beside"];

for (const way of ways) {
  test(`a failure that an asker is handed is not reported: ${way}`, async () => {
    const { spawn, loop, unhandled } = stage();
    const error = rejection(spawn(Fragile).ask[way]());
    await loop.settle();
    loop.advance(1);
    await loop.settle();
    assert.is(((await error).cause as Error).message, "broken");
    assert.equal(unhandled, []);
  });

  test(`a failure that no asker is handed is reported: ${way}`, async () => {
    const { spawn, loop, unhandled } = stage();
    spawn(Fragile).tell[way]();
    const forgotten: Source<unknown> = spawn(Fragile).ask[way]();
    await loop.settle();
    loop.advance(1);
    await loop.settle();
    assert.is(unhandled.length, 2);
    assert.is(thrown(() => forgotten.poll()).code, "ERR_MAILSLOT_ACTOR_EXITED");
  });
}

test("an asker whose message was never reached is told why, and has seen it", async () => {
  const { spawn, loop, unhandled } = stage();
  const NeverReady = defineActor("never ready", {
    started: () => {
      throw new Error("no disk");
    },
    receive: { hello: () => "hello" },
  });
  const error = rejection(spawn(NeverReady).ask.hello());
  await loop.settle();
  assert.is((await error).code, "ERR_MAILSLOT_NO_ACTOR");
  assert.is(((await error).cause as Error).message, "no disk");
  assert.equal(unhandled, []);
});

test("an asker that was gone before the failure has not seen it", async () => {
  const { spawn, go, run, loop, unhandled } = stage();
  const fragile = spawn(Fragile);
  const asking = go(() => fragile.ask.steps());
  run();
  asking.cancel();
  loop.advance(1);
  await loop.settle();
  assert.is(unhandled.length, 1);
});

test("a program that catches the failure of its ask goes on", () => {
  const { code, stdout, stderr } = runProgram(`
    import { defineActor, spawn } from "@mailslot/actor";
    const A = defineActor("a", { receive: { x() { throw new Error("broken"); } } });
    try { await spawn(A).ask.x(); } catch (error) { console.log(error.cause.message); }
    await new Promise((resolve) => setTimeout(resolve, 20));
    console.log("goes on");
  `);
  assert.equal([code, stdout, stderr], [0, "broken\ngoes on\n", ""]);
});

const Failing = defineActor("failing", {
  state: (gate: Source<unknown>) => ({ gate }),
  receive: {
    fail() {
      throw new Error("first");
    },
    *wait(ctx) {
      try {
        yield* ctx.state.gate;
      } finally {
        // biome-ignore lint/correctness/noUnsafeFinally: what a clean-up throws is what is tested
        throw new Error("in finally");
      }
    },
  },
  *stopped(ctx) {
    yield* ctx.state.gate;
    throw new Error("second");
  },
});

test("a failure in stopped does not hide an earlier one: the earlier is the reason, and both are reported", async () => {
  const { spawn, go, run, loop, unhandled } = stage();
  const gate = channel<void>();
  const failing = spawn(Failing, gate.recv());
  failing.tell.fail();
  run();
  gate.send();
  await loop.settle();
  assert.equal(unhandled.map(messageOf).sort(), ["first", "second"]);
  const exit = go(() => exitOf(failing));
  run();
  assert.is(messageOf(exit.poll()), "first");
});

test("an actor that is killed in stopped was killed, and its failure is reported all the same", async () => {
  const { spawn, go, run, loop, unhandled } = stage();
  const failing = spawn(Failing, channel<void>().recv());
  const exit = go(() => exitOf(failing));
  failing.tell.fail();
  run();
  kill(failing);
  await loop.settle();
  assert.is(exit.poll(), "killed");
  assert.equal(unhandled.map(messageOf), ["first"]);
});

test("a failure of stopped is reported beside that of a clean-up", async () => {
  const { spawn, run, loop, unhandled } = stage();
  const gate = channel<void>();
  const failing = spawn(Failing, gate.recv());
  failing.tell.wait();
  run();
  terminate(failing, "shutdown");
  run();
  gate.send();
  await loop.settle();
  assert.equal(unhandled.map(messageOf).sort(), ["in finally", "second"]);
});

test("an actor that stops itself with an error has failed, as one that is terminated with it", async () => {
  const { spawn, loop, unhandled } = stage();
  const Stopping = defineActor("stopping", { receive: { end: (ctx, reason: unknown) => ctx.stop(reason) } });
  spawn(Stopping).tell.end(new Error("gave up"));
  spawn(Stopping).tell.end({ shutdown: "tired" });
  stop(spawn(Stopping), new Error("told to"));
  await loop.settle();
  assert.equal(unhandled.map(messageOf).sort(), ["gave up", "told to"]);
});

test("an error with a property called shutdown is a failure", async () => {
  const { spawn, loop, unhandled } = stage();
  const Odd = defineActor("odd", {
    receive: {
      fail() {
        throw Object.assign(new Error("broken"), { shutdown: true });
      },
    },
  });
  spawn(Odd).tell.fail();
  await loop.settle();
  assert.equal(unhandled.map(messageOf), ["broken"]);
});

function messageOf(error: unknown): string {
  const { cause = error } = error as Error;
  return (cause as Error).message;
}

test.run();
