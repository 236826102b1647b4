// slow under many schedules: it lives for minutes
// watchdog: 180 s
/**
 * Minutes of virtual time under random kills. MAILSLOT_MINUTES=… sets how many (default: 1); the seed is that of the
 * other random tests. Some 600 kills lie between two looks
 * at the heap, so a leak of 300 bytes each breaks its bound within a minute.
 */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { type AnyRef, defineActor, exitOf, register, spawn, whereIs } from "@mailslot/actor";
import { dump, type ManualEventLoop } from "@mailslot/core";
import { exit, type Supervisor, supervisor, tree } from "@mailslot/supervision";
import { random, seed } from "@mailslot/test-support/seeded";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { type Stage, stage } from "../stage.js";

const test = suite("soak");
const MINUTES = Number(process.env.MAILSLOT_MINUTES ?? 1);
const SUPERVISORS = 10;
const WORKERS = 10;
/** Bytes by which the heap may grow: what the engine learns of the code. */
const GROWTH = 1_500_000;
setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;
/** What is wrong, found from inside. */
const wrong: string[] = [];

const Worker = defineActor("worker", {
  state: (name: string) => ({ name, isNamed: false }),
  receive: {
    crash() {
      throw new Error("crash");
    },
    name: (ctx) => ctx.state.name,
    due(ctx, setBy: AnyRef) {
      if (setBy !== ctx.self) wrong.push(`${ctx.self.name} got a timer of ${setBy.name}`);
    },
  },
  started(ctx) {
    ctx.tellAfter(700, "due", ctx.self);
    ctx.tellEvery({ ms: 300, key: "often" }, "due", ctx.self);
    register(ctx.state.name, ctx.self); // throws when the dead still hold it
    ctx.state.isNamed = true; // one that ends before it has started is not
  },
  *stopped(ctx) {
    if (ctx.state.isNamed && whereIs(ctx.state.name) !== ctx.self) wrong.push(`${ctx.state.name} lost its name`);
    yield* [];
  },
});

function pool(n: number, draw: () => number): ReturnType<typeof supervisor> {
  const started = new Map<string, AnyRef>();
  const children = Array.from({ length: WORKERS }, (_, k) => {
    const id = `${n}.${k}`;
    const start = () => {
      if (started.get(id)?.alive) wrong.push(`${id} was started while it ran`);
      const ref = spawn(Worker, id);
      started.set(id, ref);
      return ref;
    };
    return { id, start, shutdown: k % 3 === 0 ? ("brutal-kill" as const) : 1_000 };
  });
  const strategy = (["one-for-one", "one-for-all", "rest-for-one"] as const)[n % 3] ?? "one-for-one";
  const backoff = { initial: 10, max: 200, random: draw };
  return supervisor({
    strategy,
    intensity: { restarts: 50, within: 1_000 },
    children,
    ...(n % 2 === 0 ? { backoff } : {}),
  }) as never;
}

function hurt(on: Stage, sup: Supervisor, draw: () => number): void {
  const inner = sup.child(String(Math.floor(draw() * SUPERVISORS))) as Supervisor;
  const luck = draw();
  if (luck < 0.02) exit(inner, "kill");
  else {
    const name = `${Math.floor(draw() * SUPERVISORS)}.${Math.floor(draw() * WORKERS)}`;
    const ref = whereIs(name, Worker);
    if (ref === null) return;
    if (luck < 0.3) exit(ref, "kill");
    else if (luck < 0.6) exit(ref, "broken");
    else ref.tell.crash();
  }
  on.loop.advance(draw() * 20);
}

function checkWhole(on: Stage, sup: Supervisor): void {
  on.loop.advance(1_000); // every back-off has passed
  const root = tree(sup);
  assert.is(root.children.length, SUPERVISORS);
  for (const inner of root.children) {
    assert.equal([inner.status, inner.children.length], ["running", WORKERS], `seed ${seed}`);
    for (const { id, status, name } of inner.children) {
      assert.is(status, "running", `${id}, seed ${seed}`);
      assert.is(whereIs(id as string)?.name, name, `${id} is not who has its name, seed ${seed}`);
    }
  }
  assert.is(dump(on.scheduler).length, 1 + SUPERVISORS + SUPERVISORS * WORKERS, `seed ${seed}: actors were left over`);
}

/** Returns what tells how many timers of a loop run. */
function countTimers(loop: ManualEventLoop): () => number {
  const live = new Set<unknown>();
  const { startTimer, stopTimer } = loop;
  loop.startTimer = (delay, callback) => {
    const timer = startTimer.call(loop, delay, () => {
      live.delete(timer);
      callback();
    });
    live.add(timer);
    return timer;
  };
  loop.stopTimer = (timer) => {
    live.delete(timer);
    stopTimer.call(loop, timer);
  };
  return () => live.size;
}

test(`${MINUTES} minutes of random kills: no child is lost, names are free, no timer is late, memory is flat`, () => {
  const on = stage();
  const timers = countTimers(on.loop);
  const draw = random(seed);
  const children = Array.from({ length: SUPERVISORS }, (_, n) => ({ id: String(n), start: () => pool(n, draw) }));
  const start = supervisor({ scheduler: on.scheduler, intensity: { restarts: Number.POSITIVE_INFINITY }, children });
  on.run();
  const sup = start.poll() as unknown as Supervisor;
  const sizes: number[] = [];
  for (let minute = 0; minute < MINUTES; minute++)
    for (let part = 0; part < 10; part++) {
      for (const until = on.loop.now() + 6_000; on.loop.now() < until; ) hurt(on, sup, draw);
      checkWhole(on, sup);
      assert.is(timers(), SUPERVISORS * WORKERS, `seed ${seed}: one timer for each worker`);
      collect();
      sizes.push(process.memoryUsage().heapUsed);
    }
  assert.equal(wrong, [], `seed ${seed}`);
  const [, first = 0] = sizes;
  assert.ok((sizes.at(-1) as number) - first < GROWTH, `seed ${seed}: the heap grew: ${sizes.join(", ")}`);
  sup.stop();
  on.loop.advance(10_000);
  assert.is(exitOf(sup.ref).poll(), "shutdown");
  assert.equal([dump(on.scheduler).length, on.unhandled, timers()], [0, [], 0]);
  for (let n = 0; n < SUPERVISORS; n++) for (let k = 0; k < WORKERS; k++) assert.is(whereIs(`${n}.${k}`), null);
});

test.run();
