// slow under many schedules: it sends many messages
/** Back-pressure between nodes, and what is kept of what has crossed. */
import { defineActor, stop } from "@mailslot/actor";
import { keepsNothing } from "@mailslot/test-support/kept";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { stage } from "../stage.js";

const Service = defineActor("service", {
  state: () => ({ count: 0 }),
  receive: {
    add: (ctx) => void ctx.state.count++,
    count: (ctx) => ctx.state.count,
    same: (_ctx, value: unknown) => value,
  },
});

test("a tell waits for room on the way; asks and replies do not", () => {
  const { toB, now, go, run, wire } = stage([Service], { capacity: 4 });
  const far = now(toB.spawn(Service));
  wire.hold();
  let told = 0;
  const teller = go(function* () {
    for (; told < 20; told++) yield* far.tell.add();
  });
  const asks = Array.from({ length: 20 }, () => go(() => far.ask.same(1)));
  run();
  assert.ok(told < 20, `${told} told`);
  assert.is(teller.status, "waiting");
  wire.release();
  run();
  assert.is(teller.status, "completed");
  assert.ok(asks.every((ask) => ask.status === "completed"));
  assert.is(now(far.ask.count()), 20);
});

test("who waits for room goes on when the node dies", () => {
  const { toB, now, go, run, wire } = stage([Service], { capacity: 1 });
  const far = now(toB.spawn(Service));
  wire.hold();
  const teller = go(function* () {
    for (let n = 0; n < 5; n++) yield* far.tell.add();
  });
  run();
  wire.kill(1);
  run();
  assert.is(teller.status, "completed");
});

test("nothing is kept of asks, tells, values and refs that have crossed", async () => {
  const { toB, now, run } = stage([Service]);
  const far = now(toB.spawn(Service));
  await keepsNothing("an ask", () => now(far.ask.same({ a: [1] })), 3_000);
  await keepsNothing(
    "a tell",
    () => {
      far.tell.add();
      run();
    },
    3_000,
  );
  await keepsNothing(
    "a ref of an actor that ends",
    () => {
      const ref = now(toB.spawn(Service));
      now(far.ask.same(ref));
      stop(ref);
      run();
    },
    3_000,
  );
});

test.run();
