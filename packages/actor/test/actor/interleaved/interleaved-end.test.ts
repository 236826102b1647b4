/** Handlers that interleave, and the end of their actor; and whom a handler of this kind takes itself for. */
import { currentActor, defineActor, kill, stop, terminate } from "@mailslot/actor";
import { channel, dump, type Receiver, sleep } from "@mailslot/core";
import { thrown } from "@mailslot/test-support/rejection";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { receivedLetters } from "../../letters.js";
import { orderedStage, stage } from "../../stage.js";

const Desk = defineActor("desk", {
  state: (lines: string[], gate: Receiver<string>) => ({ lines, gate }),
  interleave: ["wait", "waitAsync", "again"],
  receive: {
    *wait(ctx, who: string) {
      try {
        yield* sleep(100);
        ctx.state.lines.push(`${who} is done`);
      } finally {
        ctx.state.lines.push(`${who} leaves`);
        yield* sleep(10);
        ctx.state.lines.push(`${who} has left`);
      }
    },
    async waitAsync(ctx, who: string) {
      await ctx.state.gate.recv();
      ctx.stash();
      return who;
    },
    *again(ctx, who: string) {
      yield* ctx.state.gate.recv();
      ctx.stash();
      return who;
    },
    *hold(ctx) {
      return yield* ctx.state.gate.recv();
    },
    unstash: (ctx) => ctx.unstash(),
  },
  stopped: (ctx) => void ctx.state.lines.push("stopped"),
});

for (const [how, end] of Object.entries({ stop, terminate })) {
  test(`the clean-up of interleaved handlers runs, and ends, before the actor does: ${how}`, () => {
    const { spawn, go, run, loop } = stage();
    const lines: string[] = [];
    const desk = spawn(Desk, lines, channel<string>());
    const asking = go(() => desk.ask.wait("a"));
    run();
    end(desk);
    run();
    assert.is(desk.alive, true);
    assert.equal(lines, ["a leaves"]);
    loop.advance(10);
    assert.is(desk.alive, false);
    assert.equal(lines, ["a leaves", "a has left", "stopped"]);
    assert.is(thrown(() => asking.poll()).code, "ERR_MAILSLOT_ACTOR_EXITED");
  });
}

test("a kill does not wait for clean-ups, and runs none after the end", () => {
  const { spawn, run, loop, scheduler } = stage();
  const lines: string[] = [];
  const desk = spawn(Desk, lines, channel<string>());
  desk.tell.wait("a");
  run();
  kill(desk);
  run();
  assert.is(desk.alive, false);
  loop.advance(1_000);
  assert.equal(lines, ["stopped"]);
  assert.equal(dump(scheduler), []);
});

test("a kill while clean-ups run ends the actor at once", () => {
  const { spawn, run } = stage();
  const lines: string[] = [];
  const desk = spawn(Desk, lines, channel<string>());
  desk.tell.wait("a");
  run();
  stop(desk);
  run();
  kill(desk);
  run();
  assert.is(desk.alive, false);
  assert.equal(lines, ["a leaves", "stopped"]);
});

for (const [how, end] of Object.entries({ stop, terminate, kill })) {
  test(`a told message whose handler did not end is a dead letter: ${how}`, () => {
    const { spawn, run, loop } = stage();
    const letters = receivedLetters();
    const desk = spawn(Desk, [], channel<string>());
    desk.tell.wait("a");
    run();
    desk.tell.waitAsync("b");
    run();
    end(desk);
    run();
    loop.advance(10);
    assert.equal(
      letters()
        .map(({ message, args, reason }) => `${message} ${args[0]} ${reason}`)
        .sort(),
      ["wait a exited", "waitAsync b exited"],
    );
  });
}

test("a handler that has not begun at the exit has not handled its message", () => {
  const { spawn, go, run, loop } = orderedStage();
  const Ending = defineActor("ending", {
    interleave: ["wait"],
    receive: {
      *wait() {
        yield* sleep(1);
      },
      end: (ctx) => ctx.stop(),
    },
  });
  const letters = receivedLetters();
  const ending = spawn(Ending);
  const asking = go(() => {
    const reply = ending.ask.wait();
    ending.tell.wait();
    ending.tell.end();
    return reply;
  });
  run();
  loop.advance(1);
  assert.is(ending.alive, false);
  assert.is(thrown(() => asking.poll()).code, "ERR_MAILSLOT_NO_ACTOR");
  assert.equal(
    letters().map(({ message }) => message),
    ["wait"],
  );
});

for (const how of ["waitAsync", "again"] as const) {
  test(`a handler that stashes after a wait stashes its own message: ${how}`, async () => {
    const { spawn, go, run, loop } = stage();
    const gate = channel<string>();
    const desk = spawn(Desk, [], gate);
    const first = go(() => desk.ask[how]("first"));
    await loop.settle();
    const held = go(() => desk.ask.hold());
    run();
    gate.send("for the first");
    await loop.settle();
    assert.is(first.status, "waiting");
    gate.send("for the other");
    await loop.settle();
    assert.is(held.poll(), "for the other");
    desk.tell.unstash();
    run();
    gate.send("again");
    await loop.settle();
    assert.is(first.status, "waiting"); // it has stashed its message once more
    kill(desk);
    run();
    assert.is(thrown(() => first.poll()).code, "ERR_MAILSLOT_NO_ACTOR");
  });
}

test("a context stashes nothing once its handler has ended", async () => {
  const { spawn, loop } = stage();
  let stash = (): void => {};
  const Keeping = defineActor("keeping", {
    interleave: ["keep"],
    receive: {
      *keep(ctx) {
        stash = () => ctx.stash();
        yield* sleep(0);
      },
    },
  });
  const keeping = spawn(Keeping);
  const done = keeping.ask.keep();
  await loop.settle();
  loop.advance(1);
  await loop.settle();
  await done;
  assert.is(thrown(stash).code, "ERR_MAILSLOT_OUTSIDE_ACTOR");
});

test("an interleaved handler runs as its actor", () => {
  const { spawn, go, run, loop } = stage();
  const Knowing = defineActor("knowing", {
    interleave: ["who"],
    receive: {
      *who() {
        yield* sleep(1);
        return currentActor();
      },
    },
  });
  const knowing = spawn(Knowing);
  const who = go(() => knowing.ask.who());
  run();
  loop.advance(1);
  assert.is(who.poll(), knowing);
});

test("interleaved handlers begin in the order of their messages", () => {
  const { spawn, run, loop } = orderedStage();
  const lines: number[] = [];
  const Counting = defineActor("counting", {
    interleave: ["count"],
    receive: {
      *count(_ctx, n: number) {
        lines.push(n);
        yield* sleep(1);
      },
    },
  });
  const counting = spawn(Counting);
  for (let n = 0; n < 4; n++) counting.tell.count(n);
  run();
  loop.advance(1);
  assert.equal(lines, [0, 1, 2, 3]);
});

test.run();
