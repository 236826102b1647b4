/** Faults: by script, and by a seed. */
import { defineActor, exitOf, spawn } from "@mailslot/actor";
import { channel, go, sleep, yieldNow } from "@mailslot/core";
import { closing, crash, explore, flood, probe, simulate } from "@mailslot/testing";
import { test } from "uvu";
import * as assert from "uvu/assert";

test("a task crashes at its wait, and can catch that", async () => {
  await simulate(function* ({ inject, scheduler }) {
    const caught = go(function* () {
      try {
        yield* sleep(60_000);
      } catch (error) {
        return `${(error as Error).message} at ${scheduler.loop.now()}`;
      }
      return "not crashed";
    });
    const other = go(() => sleep(60_000), { name: "other" });
    inject(crash(caught, new Error("boom")), { after: 1_000 });
    inject(crash(other), { after: 2_000 });
    assert.is(yield* caught, "boom at 1000");
    const { status } = yield* other.outcome();
    assert.is(status, "failed");
  });
});

test("a task that runs crashes at its next wait, and an async one is cancelled", async () => {
  await simulate(function* ({ inject }) {
    let ticks = 0;
    const busy = go(function* () {
      for (; ticks < 1_000; ticks++) yield* yieldNow();
      yield* channel().recv();
    });
    inject(crash(busy), { ticks: 0 });
    assert.is((yield* busy.outcome()).status, "failed");
    assert.is(ticks, 1_000);
    const promised = go(async (task) => {
      await new Promise((_, reject) => task.signal.addEventListener("abort", () => reject(task.signal.reason)));
    });
    inject(crash(promised), { after: 1 });
    assert.is((yield* promised.outcome()).status, "cancelled");
  });
});

test("an actor exits with the error of its crash", async () => {
  const Slow = defineActor("slow", { receive: { work: () => sleep(60_000) } });
  await simulate(function* ({ inject, scheduler }) {
    const slow = spawn(Slow);
    slow.tell.work();
    const error = new Error("boom");
    inject(crash(slow, error), { within: 1_000 });
    assert.is(yield* exitOf(slow), error);
    assert.ok(scheduler.loop.now() <= 1_000);
  });
});

test("a channel is closed, and a mailbox filled", async () => {
  await simulate(function* ({ inject, rest }) {
    const jobs = channel<number>({ capacity: 3, overflow: "drop-newest" });
    inject(flood(10, (n) => jobs.send(n)));
    inject(closing(jobs), { after: 5 });
    yield* rest();
    assert.is(jobs.dropped, 7);
    yield* sleep(5);
    assert.throws(() => jobs.send(1), /closed/);
  });
});

test("the seed chooses when a fault happens", async () => {
  const seen = new Set<number>();
  await explore({ runs: 100 }, function* ({ inject }) {
    let steps = 0;
    const worker = go(function* () {
      for (; steps < 10; steps++) yield* sleep(1);
    });
    inject(crash(worker), { within: 10 });
    yield* worker.outcome();
    seen.add(steps);
  });
  assert.ok(seen.size > 5, [...seen].join());
});

test("a link with faults loses and delays messages as the seed decides", async () => {
  const run = (seed: number): Promise<number[]> =>
    simulate({ seed }, function* ({ faulty }) {
      const { sender, received } = probe<number>();
      const link = faulty(sender, { drop: 0.5, delay: 50 });
      for (let n = 0; n < 20; n++) link.send(n);
      yield* sleep(100);
      return [...received];
    });
  const [one, again, other] = [await run(1), await run(1), await run(2)];
  assert.equal(one, again);
  assert.not.equal(one, other);
  assert.ok(one.length > 2 && one.length < 18);
  assert.not.equal(
    one,
    [...one].sort((a, b) => a - b),
  );
});

test.run();
