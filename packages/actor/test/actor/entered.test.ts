/** Hooks that run when an actor becomes something. */
import { type Context, defineActor, drain, exitOf, kill, startOf, stop, taskOf } from "@mailslot/actor";
import { sleep } from "@mailslot/core";
import { thrown } from "@mailslot/test-support/rejection";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { stage } from "../stage.js";

const Door = defineActor("door", {
  state: (log: string[]) => ({ log }),
  receive: {
    go(ctx, ...to: ("open" | "locked" | "slow" | "broken" | "round" | null)[]) {
      for (const each of to) ctx.become(each);
      ctx.state.log.push("went");
    },
    *goLater(ctx) {
      ctx.become("open");
      yield* sleep(10);
      ctx.state.log.push("waited");
    },
    async goAsync(ctx) {
      ctx.become("open");
      await null;
      ctx.state.log.push("awaited");
    },
    async aside(ctx) {
      await null;
      ctx.become("open");
    },
    note: (ctx, text: string) => void ctx.state.log.push(`${ctx.behaviour ?? "plain"} ${text}`),
    stash: (ctx) => ctx.stash(),
    unstash(ctx) {
      ctx.become("open");
      ctx.unstash();
    },
    leave(ctx) {
      ctx.become("open");
      ctx.stop();
    },
  },
  interleave: ["aside"],
  behaviours: {
    open: { stash: (ctx) => void ctx.state.log.push("unstashed") },
    locked: {},
    slow: {},
    broken: {},
    round: {},
  },
  entered: {
    open: (ctx, before) => void ctx.state.log.push(`opens after ${before}`),
    *slow(ctx) {
      yield* sleep(10);
      ctx.state.log.push("is slow");
    },
    broken() {
      throw new Error("broken");
    },
    round(ctx, before) {
      ctx.state.log.push(`round after ${before}`);
      ctx.become("open");
    },
  },
  stopped: (ctx, reason) => void ctx.state.log.push(String(reason)),
});

function staged() {
  const on = stage();
  const log: string[] = [];
  return { ...on, log, door: on.spawn(Door, log) };
}

test("the hook runs after the handler that made it so, and before the next message", () => {
  const { door, log, run } = staged();
  door.tell.go("open");
  door.tell.note("a");
  run();
  assert.equal(log, ["went", "opens after null", "open a"]);
});

test("it waits until the handler has ended, and messages wait until it has", () => {
  const { door, log, run, loop } = staged();
  door.tell.goLater();
  door.tell.note("a");
  run();
  assert.equal(log, []);
  loop.advance(10);
  door.tell.go("slow");
  door.tell.note("b");
  run();
  assert.equal(log, ["waited", "opens after null", "open a", "went"]);
  loop.advance(10);
  assert.equal(log.slice(4), ["is slow", "slow b"]);
});

test("an async handler and one that interleaves enter as well", async () => {
  for (const message of ["goAsync", "aside"] as const) {
    const { door, log, run, loop } = staged();
    door.tell[message]();
    run();
    await loop.settle();
    assert.is(log.at(-1), "opens after null"); // without waiting for a message
    door.tell.note("a");
    run();
    assert.equal(log.slice(message === "aside" ? 0 : 1), ["opens after null", "open a"]);
  }
});

test("what it becomes last counts, and what it is already it does not enter", () => {
  const { door, log, run } = staged();
  door.tell.go("open", "locked");
  door.tell.go("open", null);
  door.tell.go("locked", "open");
  door.tell.go("open");
  run();
  assert.equal(log, ["went", "went", "went", "opens after locked", "went"]);
});

test("a hook that becomes something else enters that, in a tick of its own", () => {
  const { door, log, run } = staged();
  door.tell.go("round");
  door.tell.note("a");
  run();
  assert.equal(log, ["went", "round after null", "opens after round", "open a"]);
});

test("two behaviours that become each other for ever leave others their turn", () => {
  const { spawn, run, go } = stage();
  let rounds = 0;
  const Restless = defineActor("restless", {
    receive: { begin: (ctx) => ctx.become("a") },
    behaviours: { a: {}, b: {} },
    entered: {
      a: (ctx) => (++rounds < 50_000 ? ctx.become("b") : undefined),
      b: (ctx) => ctx.become("a"),
    },
  });
  const restless = spawn(Restless);
  const seen = go(function* other() {
    yield* sleep(0);
    return rounds;
  });
  restless.tell.begin();
  run();
  assert.is(rounds, 50_000);
  assert.ok((seen.poll() as number) <= rounds);
});

test("what is unstashed with it comes after the hook", () => {
  const { door, log, run } = staged();
  door.tell.stash();
  door.tell.unstash();
  run();
  assert.equal(log, ["opens after null", "unstashed"]);
});

test("a hook that fails ends the actor, and the report names what it entered", () => {
  const { door, log, run, unhandled } = staged();
  door.tell.go("broken");
  door.tell.note("a");
  run();
  assert.equal(log, ["went", "Error: broken"]);
  assert.is(unhandled.length, 1);
  assert.match(taskOf(door).describe(), /in entered broken,$/);
});

test("an actor that is to end enters nothing more, one that drains does", () => {
  const { door, log, run } = staged();
  door.tell.leave();
  run();
  assert.equal(log, ["normal"]);
  const other = staged();
  other.door.tell.go("open");
  other.door.tell.note("a");
  drain(other.door);
  other.run();
  assert.equal(other.log, ["went", "opens after null", "open a", "shutdown"]);
});

test("an actor that is stopped or killed while its hook waits ends as in a handler", () => {
  for (const end of [stop, kill]) {
    const { door, log, run, loop, left } = staged();
    door.tell.go("slow");
    run();
    end(door);
    run();
    loop.advance(10);
    assert.equal(log, end === stop ? ["went", "is slow", "shutdown"] : ["went", "killed"]);
    assert.equal(left(), { tasks: [], timers: 0 });
  }
});

test("what it is initially is entered after started, which does not wait for that", () => {
  for (const waits of [false, true]) {
    const { spawn, run, now, loop } = stage();
    const log: string[] = [];
    const Early = defineActor("early", {
      receive: { note: () => void log.push("noted") },
      behaviours: { open: {} },
      initially: "open",
      entered: { open: (_ctx: Context, before) => void log.push(`enters after ${before}`) },
      ...(waits ? { started: () => sleep(10) } : {}),
    });
    const early = spawn(Early);
    early.tell.note();
    run();
    if (waits) {
      assert.equal(log, []);
      loop.advance(10);
    }
    now(startOf(early));
    assert.equal(log, ["enters after null", "noted"]);
  }
});

test("a hook is not a message: it cannot be stashed", () => {
  const { spawn, run } = stage();
  const Stashing = defineActor("stashing", {
    receive: { begin: (ctx) => ctx.become("a") },
    behaviours: { a: {} },
    entered: { a: (ctx) => ctx.stash() },
  });
  const stashing = spawn(Stashing);
  stashing.tell.begin();
  const exit = exitOf(stashing);
  run();
  assert.is((exit.poll() as { code?: string }).code, "ERR_MAILSLOT_OUTSIDE_ACTOR");
});

test("hooks that make no sense are refused", () => {
  for (const entered of [1, { other: () => {} }, { a: 1 }] as never[]) {
    const define = () => defineActor("wrong", { receive: {}, behaviours: { a: {} }, entered });
    assert.is(thrown(define).code, "ERR_MAILSLOT_DEFINITION");
  }
});

test.run();
