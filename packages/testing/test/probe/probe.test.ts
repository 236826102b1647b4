/** Probes: senders and actors that record, and the state of an actor. */
import { defineActor, spawn } from "@mailslot/actor";
import { go, sleep } from "@mailslot/core";
import { probe, probeActor, simulate, stateOf } from "@mailslot/testing";
import { test } from "uvu";
import * as assert from "uvu/assert";

async function messageOf(running: Promise<unknown>): Promise<string> {
  return await running.then(
    () => "no failure",
    (error: Error) => error.message,
  );
}

test("a probe gives the messages in order, and keeps them all", async () => {
  await simulate(function* () {
    const { sender, received, expect, fish, expectNone } = probe<number>("wall");
    go(function* () {
      for (let n = 1; n <= 5; n++) {
        yield* sleep(100);
        sender.send(n);
      }
    });
    assert.is(yield* expect(), 1);
    assert.is(yield* expect((n) => n === 2), 2);
    assert.is(yield* fish((n) => n > 3), 4);
    yield* expectNone(99);
    assert.is(yield* expect(), 5);
    assert.equal(received, [1, 2, 3, 4, 5]);
  });
});

test("a probe says what came instead", async () => {
  const other = simulate(function* () {
    const { sender, expect } = probe<string>("wall");
    sender.send("red");
    yield* expect((color) => color === "blue");
  });
  assert.is(await messageOf(other), 'wall expected another message than "red"');
  const none = simulate(() => probe<string>("wall").expect());
  assert.is(await messageOf(none), "wall expected a message within 5000 ms; none came");
  const passed = simulate(function* () {
    const { sender, fish } = probe<string>("wall");
    sender.send("red");
    yield* fish(() => false, 50);
  });
  assert.is(await messageOf(passed), 'wall expected a message within 50 ms; only these came: "red"');
  const some = simulate(function* () {
    const { sender, expectNone } = probe<string>("wall");
    sender.send("red");
    yield* expectNone();
  });
  assert.is(await messageOf(some), 'wall expected nothing for 1000 ms, and got "red"');
});

test("an actor that is a probe records what it is told and asked, and answers when the test says so", async () => {
  interface Layout {
    width(of: string): number;
    paint(): void;
  }
  await simulate(async ({ own }) => {
    const { ref, expect, received } = probeActor<Layout>("layout");
    own(ref);
    ref.tell.paint();
    const width = ref.ask.width("title").then((answer) => answer);
    await expect(({ name }) => name === "paint");
    const asked = await expect(({ name }) => name === "width");
    assert.equal(asked.args, ["title"]);
    if (asked.name === "width") asked.reply(42);
    assert.is(await width, 42);
    assert.is(received.length, 2);
  });
});

test("the state of an actor can be looked at", async () => {
  const Counter = defineActor("counter", {
    state: () => ({ count: 0 }),
    receive: {
      add(context, n: number) {
        context.state.count += n;
      },
    },
  });
  await simulate(function* ({ own, rest }) {
    const counter = own(spawn(Counter));
    counter.tell.add(2);
    yield* rest();
    assert.equal(stateOf(counter), { count: 2 });
  });
});

test.run();
