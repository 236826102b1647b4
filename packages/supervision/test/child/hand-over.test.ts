/** What an incarnation of a child hands over to the next: on request alone, and never lost by a start that fails. */
import { defineActor, kill, type RefOf, spawn, spawnWith } from "@mailslot/actor";
import { go, type Steps, sleep } from "@mailslot/core";
import { dynamicSupervisor, handedOver, handOver, supervisor } from "@mailslot/supervision";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { code, scene } from "../stage.js";

const test = suite("hand-over");

interface State {
  count: number;
  readonly began: number;
}

const Counter = defineActor("counter", {
  state: (count: number): State => ({ count, began: count }),
  receive: {
    add(ctx) {
      ctx.state.count++;
    },
    keep: (ctx) => handOver(ctx.state.count),
    keepTwice(ctx) {
      handOver("wrong");
      handOver(ctx.state.count);
    },
    crash() {
      throw new Error("crash");
    },
    began: (ctx) => ctx.state.began,
  },
});

type Scene = ReturnType<typeof scene>;
type CounterRef = RefOf<typeof Counter>;

/** Starts a supervisor of one child, which gives counters in the end, and gives a ref of it that lasts. */
function counters(on: Scene, start: () => unknown = () => spawn(Counter, handedOver(0)), backoff = 0): CounterRef {
  const starting = supervisor({
    scheduler: on.scheduler,
    intensity: { restarts: Number.POSITIVE_INFINITY },
    ...(backoff === 0 ? {} : { backoff: { initial: backoff, jitter: 0 } }),
    children: [{ id: "a", start: start as () => CounterRef }],
  });
  on.run();
  on.loop.advance(1);
  return on.now(starting).refTo("a");
}

test("nothing outlives a crash that was not handed over", () => {
  const on = scene();
  const ref = counters(on);
  ref.tell.add();
  ref.tell.crash();
  on.run();
  assert.is(on.now(ref.ask.began()), 0);
});

test("the next incarnation gets what was handed over last, once", () => {
  const on = scene();
  const ref = counters(on);
  for (const _ of [1, 2, 3]) ref.tell.add();
  assert.is(on.now(ref.ask.keep()), true);
  ref.tell.add();
  ref.tell.keepTwice();
  ref.tell.add();
  ref.tell.crash();
  on.run();
  assert.is(on.now(ref.ask.began()), 4);
  ref.tell.crash(); // this one has handed over nothing
  on.run();
  assert.is(on.now(ref.ask.began()), 0);
});

test("it counts whatever ends the child: a kill, a stop on request, the hook that stops it", () => {
  const on = scene();
  const Saved = defineActor("saved", {
    state: (count: number) => ({ count }),
    receive: {
      add(ctx) {
        ctx.state.count++;
      },
      count: (ctx) => ctx.state.count,
    },
    stopped: (ctx) => void handOver(ctx.state.count),
  });
  const sup = on.now(
    supervisor({ scheduler: on.scheduler, children: [{ id: "a", start: () => spawn(Saved, handedOver(0)) }] }),
  );
  const ref = sup.refTo("a");
  for (const _ of [1, 2, 3]) ref.tell.add();
  on.run();
  on.now(sup.terminateChild("a"));
  on.now(sup.restartChild("a"));
  assert.is(on.now(ref.ask.count()), 3);
  ref.tell.add();
  on.run();
  kill(sup.child("a"));
  on.run();
  assert.is(on.now(ref.ask.count()), 4);
});

for (const [kind, failing] of Object.entries({
  "throws at once": (n: number) => {
    throw new Error(`start ${n}`);
  },
  "fails in its steps": function* (n: number): Steps<never> {
    handedOver(0);
    yield* sleep(1);
    throw new Error(`start ${n}`);
  },
  "gives an actor whose hook fails": (n: number) =>
    spawn(
      defineActor("failing", {
        receive: {},
        *started() {
          yield* sleep(1);
          throw new Error(`start ${n}`);
        },
      }),
    ),
})) {
  test(`a start that ${kind} loses nothing`, () => {
    const on = scene();
    let starts = 0;
    const ref = counters(on, () => (++starts === 2 ? failing(2) : spawn(Counter, handedOver(0))), 10);
    ref.tell.add();
    ref.tell.keep();
    ref.tell.crash();
    on.run();
    on.loop.advance(1_000);
    assert.equal([on.now(ref.ask.began()), starts], [1, 3]);
  });
}

test("steps of a start may ask, and so may children of dynamic supervisors, and tasks", () => {
  const on = scene();
  const seen: unknown[] = [];
  const ref = counters(on, function* () {
    yield* sleep(1);
    return spawn(Counter, handedOver(0));
  });
  ref.tell.add();
  ref.tell.keep();
  ref.tell.crash();
  on.run();
  on.loop.advance(1);
  assert.is(on.now(ref.ask.began()), 1);
  const pool = on.now(
    dynamicSupervisor({
      scheduler: on.scheduler,
      intensity: { restarts: 3, within: 15 },
      start: (name: string) => {
        const rounds = handedOver(0);
        seen.push(`${name} ${rounds}`);
        return go(function* (): Steps<void> {
          yield* sleep(10);
          handOver(rounds + 1);
          throw new Error("round");
        });
      },
    }),
  );
  for (const name of ["x", "y"]) on.now(pool.startChild(name));
  on.loop.advance(10);
  on.run();
  assert.equal(seen.toSorted(), ["x 0", "x 1", "y 0", "y 1"]);
});

test("without a supervisor nobody keeps it, and outside a start nobody gets it", () => {
  const on = scene();
  const ref = spawnWith({ scheduler: on.scheduler }, Counter, 0);
  assert.is(on.now(ref.ask.keep()), false);
  assert.is(
    code(() => handedOver(0)),
    "ERR_MAILSLOT_OUTSIDE_TASK",
  );
  assert.is(
    code(() => handOver(0)),
    "ERR_MAILSLOT_OUTSIDE_TASK",
  );
  assert.is(on.now(on.scheduler.go(() => code(() => handedOver(0)))), "ERR_MAILSLOT_OUTSIDE_TASK");
});

test.run();
