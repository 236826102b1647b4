/** Ticks that follow each other in one context share one call of the carrier: each sees its own, and nothing of the others. */

import {
  type ContextCarrier,
  channel,
  counters,
  createScheduler,
  currentTask,
  ManualEventLoop,
  observe,
  type Steps,
  sleep,
  startTrace,
  type Trace,
  yieldNow,
} from "@mailslot/core";
import { chooseNext } from "@mailslot/core/engine";
import { orderedStage } from "@mailslot/test-support/stage";
import * as fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";

interface Variable {
  active: string;
  runs: number;
  captures: number;
  readonly carrier: ContextCarrier<string>;
  within<T>(context: string, action: () => T): T;
}

/** A carrier whose context is a variable, as that of a storage is. */
function variable(): Variable {
  const own: Variable = {
    active: "none",
    runs: 0,
    captures: 0,
    carrier: {
      capture() {
        own.captures++;
        return own.active;
      },
      run(context, tick) {
        own.runs++;
        own.within(context, tick);
      },
    },
    within(context, action) {
      const outer = own.active;
      own.active = context;
      try {
        return action();
      } finally {
        own.active = outer;
      }
    },
  };
  return own;
}

function* yields(times: number, after: () => void): Steps<void> {
  for (let n = 0; n < times; n++) {
    after();
    yield* yieldNow();
  }
}

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

test("under a carrier, too, a choice to let the event loop go first ends the turn", () => {
  const loop = new ManualEventLoop();
  const scheduler = createScheduler({ loop });
  const own = variable();
  let asked = 0;
  chooseNext(scheduler, (runnable) => (++asked % 3 === 0 ? -1 : runnable.length - 1));
  observe(scheduler, { carrier: own.carrier });
  own.within("user", () => {
    scheduler.go(() => yields(3, () => {}));
    scheduler.go(() => yields(3, () => {}));
  });
  loop.run();
  const { ticks, turns } = counters(scheduler);
  assert.equal({ ticks, turns, asked }, { ticks: 8, turns: 4, asked: 11 });
});

test("a carrier that fails when it captures between two ticks is reported, and the ticks go on", () => {
  const { go, run, scheduler, unhandled } = orderedStage();
  const own = variable();
  observe(scheduler, { carrier: own.carrier });
  let seen = 0;
  own.within("user", () =>
    go(() =>
      yields(30, () => {
        if (++seen === 20)
          own.carrier.capture = () => {
            throw new Error("no more");
          };
      }),
    ),
  );
  run();
  assert.is(seen, 30);
  assert.ok(unhandled.length >= 1 && unhandled.length < 12, `${unhandled.length}`);
  assert.match(String(unhandled[0]), /capture of the context carrier threw: no more/);
});

test.run();
