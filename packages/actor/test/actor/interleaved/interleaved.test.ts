/** Handlers that run beside others. */
import { defineActor, exitOf, kill, Refusal, stop } from "@mailslot/actor";
import { type Channel, channel } from "@mailslot/core";
import { rejection, thrown } from "@mailslot/test-support/rejection";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { stage } from "../../stage.js";

const Desk = defineActor("desk", {
  state: (gate: Channel<string>, lines: string[]) => ({ gate, lines }),
  interleave: ["wait", "waitAsync", "failing", "refusing", "value"],
  receive: {
    *wait({ state }, name: string) {
      try {
        return `${name} ${yield* state.gate.recv()}`;
      } finally {
        state.lines.push(`${name} ends`);
      }
    },
    async waitAsync({ state }, name: string) {
      return `${name} ${await state.gate.recv()}`;
    },
    *failing(): Generator<never, void> {
      throw new Error("broken");
    },
    async refusing() {
      throw new Refusal("not now");
    },
    value: () => ({ plain: true }),
    quick: ({ state }) => state.lines.push("quick"),
  },
});

for (const how of ["wait", "waitAsync"] as const) {
  test(`while an interleaved handler waits the actor handles others, and each ask gets its own reply: ${how}`, async () => {
    const { spawn, loop } = stage();
    const gate = channel<string>();
    const lines: string[] = [];
    const desk = spawn(Desk, gate, lines);
    const replies = Promise.all([desk.ask[how]("a"), desk.ask[how]("b"), desk.ask.quick()]);
    await loop.settle();
    assert.equal(lines, ["quick"]);
    gate.send("1");
    gate.send("2");
    await loop.settle();
    const [a, b, quick] = (await replies).map(String);
    assert.equal([a?.[0], b?.[0], quick], ["a", "b", "1"]);
    assert.equal([a?.slice(2), b?.slice(2)].sort(), ["1", "2"]); // either may have come to the gate first
  });
}

test("a failure of an interleaved handler ends the actor, and the others are cancelled", async () => {
  const { spawn, go, loop } = stage();
  const lines: string[] = [];
  const desk = spawn(Desk, channel<string>(), lines);
  const exit = go(() => exitOf(desk));
  const waiting = rejection(desk.ask.wait("a"));
  const promised = rejection(desk.ask.waitAsync("b"));
  await loop.settle();
  const failing = rejection(desk.ask.failing());
  await loop.settle();
  assert.is((exit.poll() as Error).message, "broken");
  for (const error of await Promise.all([waiting, promised, failing]))
    assert.is(error.code, "ERR_MAILSLOT_ACTOR_EXITED");
  assert.equal(lines, ["a ends"]);
});

test("an interleaved handler may refuse, and the actor lives on", async () => {
  const { spawn, loop } = stage();
  const desk = spawn(Desk, channel<string>(), []);
  const error = rejection(desk.ask.refusing());
  await loop.settle();
  assert.match((await error).message, "refused refusing: not now");
  assert.is(desk.alive, true);
});

test("an interleaved handler that does not wait replies at once", () => {
  const { spawn, go, run } = stage();
  const desk = spawn(Desk, channel<string>(), []);
  const asking = go(() => desk.ask.value());
  run();
  assert.equal(asking.poll(), { plain: true });
});

for (const [how, end] of Object.entries({ stop, kill })) {
  test(`interleaved handlers are cancelled at the exit: ${how}`, () => {
    const { spawn, go, run } = stage();
    const lines: string[] = [];
    const desk = spawn(Desk, channel<string>(), lines);
    const asking = go(() => desk.ask.wait("a"));
    run();
    end(desk);
    run();
    assert.is(desk.alive, false);
    assert.is(thrown(() => asking.poll()).code, "ERR_MAILSLOT_ACTOR_EXITED");
    assert.equal(lines, end === kill ? [] : ["a ends"]); // a kill waits for nothing
  });
}

test("the result of an interleaved promise is dropped after the exit", async () => {
  const { spawn, loop, unhandled } = stage();
  const gate = channel<string>();
  const desk = spawn(Desk, gate, []);
  desk.tell.waitAsync("a");
  await loop.settle();
  kill(desk);
  await loop.settle();
  gate.close();
  await loop.settle();
  assert.equal(unhandled, []);
});

test.run();
