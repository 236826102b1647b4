/** Ticks that follow each other in one context share one call of the carrier: each sees its own, and nothing of the others. */

import { channel, counters, currentTask, observe, sleep, startTrace, type Trace, yieldNow } from "@mailslot/core";
import { orderedStage } from "@mailslot/test-support/stage";
import * as fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { variable, yields } from "./variable.js";

test("ticks that follow each other in one context are run in one call of the carrier", () => {
  const { go, run, scheduler } = orderedStage();
  const own = variable();
  observe(scheduler, { carrier: own.carrier });
  const seen = new Set<string>();
  own.within("user", () => {
    for (let n = 0; n < 10; n++) go(() => yields(100, () => seen.add(own.active)));
  });
  run();
  assert.equal([...seen], ["user"]);
  assert.ok(own.runs < 100, `${own.runs} calls for 1,000 ticks`);
});

test("whatever follows what, each tick has the context of its task", () => {
  const spawns = fc.array(fc.record({ user: fc.constantFrom("ann", "bob", "none"), ticks: fc.nat(5) }), {
    maxLength: 20,
  });
  fc.assert(
    fc.property(spawns, fc.array(fc.nat(20), { maxLength: 5 }), (tasks, sleeps) => {
      const { go, loop, scheduler } = orderedStage();
      const own = variable();
      observe(scheduler, { carrier: own.carrier });
      const wrong: string[] = [];
      const check = (user: string) => own.active !== user && wrong.push(`${own.active} in place of ${user}`);
      const calls = channel<number>({ capacity: 1 });
      for (const [n, { user, ticks }] of tasks.entries())
        own.within(user, () =>
          go(function* () {
            check(user);
            const child = go(() => yields(ticks, () => check(user)));
            yield* yields(ticks, () => check(user));
            yield* sleep(sleeps[n] ?? 0);
            check(user);
            if (n % 2 === 0) yield* calls.send(n);
            else calls.trySend(n);
            check(user);
            yield* child;
            check(user);
          }),
        );
      own.within("reader", () =>
        go(function* () {
          for (;;) {
            yield* calls.recv();
            check("reader");
          }
        }),
      );
      loop.run();
      loop.advance(100);
      assert.equal(wrong, []);
    }),
  );
});

test("tasks run in the same order with a carrier and without", () => {
  const order = (isCarried: boolean) => {
    const { go, loop, scheduler } = orderedStage();
    const own = variable();
    if (isCarried) observe(scheduler, { carrier: own.carrier });
    const seen: string[] = [];
    const calls = channel<number>();
    for (let n = 0; n < 5; n++)
      own.within(n < 3 ? "ann" : "bob", () => {
        go(function* () {
          for (let round = 0; round < 20; round++) {
            seen.push(`${n} sends`);
            yield* calls.send(n);
            if (round % 3 === 0) yield* sleep(round % 4);
          }
        });
        go(function* () {
          for (let round = 0; round < 20; round++) seen.push(`${n} takes ${yield* calls.recv()}`);
        });
        go(() => yields(30, () => seen.push(`${n} goes on`)));
      });
    loop.run();
    loop.advance(1000);
    const { ticks, slotTicks } = counters(scheduler);
    return { seen, ticks, slotTicks };
  };
  assert.equal(order(true), order(false));
});

test("what a task enters for good is not seen by the next, and lasts for that task at most", () => {
  const { go, run, scheduler } = orderedStage();
  const own = variable();
  observe(scheduler, { carrier: own.carrier });
  const seen: string[] = [];
  own.within("user", () => {
    go(() => yields(8, () => {}));
    go(function* () {
      for (let n = 0; n < 3; n++) {
        own.active = "entered";
        yield* yieldNow();
      }
    });
    go(() => yields(8, () => void seen.push(own.active)));
  });
  run();
  assert.equal([...new Set(seen)], ["user"]);
  assert.is(own.active, "none");
});

test("hooks for ticks are told of each, outside its context", () => {
  const { go, run, scheduler } = orderedStage();
  const own = variable();
  const seen: string[] = [];
  const note = (hook: string) => () => void seen.push(`${hook} in ${own.active}`);
  for (const hooks of [{ beforeTick: note("before") }, { afterTick: note("after") }]) {
    observe(scheduler, { hooks, carrier: own.carrier });
    own.within("user", () => go(() => yields(20, () => {})));
    run();
  }
  assert.is(seen.length, 42);
  assert.equal([...new Set(seen)], ["before in none", "after in none"]);
});

test("observers that are set in a tick hear of the next one", () => {
  const { go, run, scheduler } = orderedStage();
  const own = variable();
  observe(scheduler, { carrier: own.carrier });
  const seen: string[] = [];
  own.within("user", () => {
    go(() => yields(40, () => seen.push("runs")), { name: "first" });
    go(function* () {
      yield* yields(10, () => {});
      observe(scheduler, { hooks: { beforeTick: ({ name }) => void seen.push(name) } });
    });
  });
  run();
  // It has run 11 times by then, and in its next tick is told before.
  assert.equal(seen.slice(0, 13), [...new Array(11).fill("runs"), "first", "runs"]);
  assert.is(seen.filter((each) => each === "first").length, 30);
});

test("a trace that is started in a tick records the next one", () => {
  const { go, run, scheduler } = orderedStage();
  const own = variable();
  observe(scheduler, { carrier: own.carrier });
  const traces: Trace[] = [];
  own.within("user", () => {
    go(() => yields(20, () => {}), { name: "goes on" });
    go(function* () {
      yield* yields(10, () => {});
      traces.push(startTrace());
      yield* yieldNow();
    });
  });
  run();
  const [trace] = traces as [Trace];
  trace.stop();
  assert.is(trace.events().filter(({ kind, task }) => kind === "tick" && task === "goes on").length, 10);
});

test("a carrier whose contexts are new each time captures for each spawn, and not for each tick", () => {
  const { go, run, scheduler } = orderedStage();
  let captures = 0;
  observe(scheduler, { carrier: { capture: () => ++captures, run: (_, tick) => tick() } });
  for (let n = 0; n < 10; n++) go(() => yields(50, () => {}));
  run();
  assert.ok(captures <= 11, `${captures}`);
});

test("a child in the context of its parent shares what that has captured, one in another has its own", () => {
  const { go, run, scheduler } = orderedStage();
  const own = variable();
  observe(scheduler, { carrier: own.carrier });
  const seen: unknown[] = [];
  own.within("parent", () =>
    go(() => {
      const note = () => void seen.push([own.active, currentTask() !== null]);
      go(note);
      own.within("other", () => go(note));
      go(note);
    }),
  );
  run();
  assert.equal(seen, [
    ["parent", true],
    ["other", true],
    ["parent", true],
  ]);
});

test.run();
