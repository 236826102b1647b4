// runs under Node alone: it listens to the process for errors that nothing has caught
/** Waiters of third parties on what actors give: what they throw never reaches the actor, nor the one that tells it. */
import { defineActor, defineRawActor, exitOf, type RawContext, stop } from "@mailslot/actor";
import { type Source, sleep } from "@mailslot/core";
import { foreignWaiter, uncaughtErrors } from "@mailslot/test-support/foreign-waiter";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { stage } from "../stage.js";

const foreign = suite("waiters of third parties");

const told = uncaughtErrors();

const bad = () => foreignWaiter("deliver", "fail");

const Counter = defineActor("counter", {
  state: () => ({ count: 0 }),
  receive: {
    *add(ctx) {
      yield* sleep(1);
      return ++ctx.state.count;
    },
  },
});

foreign("on a reply: the actor that replies goes on", async () => {
  const { spawn, run, loop, go } = stage();
  const counter = spawn(Counter);
  counter.ask.add().subscribe(bad());
  const second = go(() => counter.ask.add());
  run();
  loop.advance(1);
  loop.advance(1);
  assert.is(second.poll(), 2);
  await told("deliver threw");
});

foreign("on a reply that cannot come: what stops the actor sees nothing, and the other asks fail", async () => {
  const { spawn, run, loop, go } = stage();
  const counter = spawn(Counter);
  run();
  const [first, second] = [counter.ask.add(), counter.ask.add()];
  first.subscribe(bad());
  second.subscribe(bad());
  const third = go(() => counter.ask.add());
  run();
  stop(counter);
  loop.advance(1);
  await loop.settle();
  assert.is((await third.outcome()).status, "failed");
  await told("deliver threw", "fail threw");
});

foreign("on the room in a mailbox: what makes the room goes on", async () => {
  const { spawn, run } = stage();
  const Slow = defineActor("slow", {
    state: () => [] as number[],
    receive: { note: (ctx, n: number) => void ctx.state.push(n), all: (ctx) => ctx.state },
    mailbox: { capacity: 1 },
  });
  const slow = spawn(Slow);
  for (const n of [1, 2, 3]) (slow.tell.note(n) as Source<void>).subscribe?.(bad());
  run();
  const all = slow.ask.all();
  run();
  assert.equal(await all, [1, 2, 3]);
  await told("deliver threw", "deliver threw");
});

foreign("on the receive of a raw actor: what tells it sees nothing", async () => {
  const { spawn, run } = stage();
  const contexts: RawContext<{ say(text: string): void }>[] = [];
  const Ear = defineRawActor("ear", function* (ctx: RawContext<{ say(text: string): void }>) {
    contexts.push(ctx);
    yield* sleep(1_000);
  });
  const ear = spawn(Ear);
  run();
  const receive = contexts[0]?.receive() as Source<unknown>;
  receive.poll();
  receive.subscribe(bad());
  ear.tell.say("hello");
  run();
  await told("deliver threw");
});

foreign("on the end of an actor: it ends", async () => {
  const { spawn, run } = stage();
  const counter = spawn(Counter);
  run();
  exitOf(counter).subscribe(bad());
  stop(counter);
  run();
  assert.not.ok(counter.alive);
  assert.is(await exitOf(counter), "shutdown");
  await told("deliver threw");
});

foreign.run();
