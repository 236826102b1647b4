// slow under many schedules: it has a hundred thousand tasks
// runs under Node alone: it starts Node programs, and looks at how they end.
/** Sleeping, and intervals. */
import {
  createScheduler,
  currentScheduler,
  go,
  type Interval,
  interval,
  ManualEventLoop,
  sleep,
  sleepUntil,
  type Task,
  timeout,
} from "@mailslot/core";
import { runProgram } from "@mailslot/test-support/program";
import { thrown } from "@mailslot/test-support/rejection";
import { stage } from "@mailslot/test-support/stage";
import { test } from "uvu";
import * as assert from "uvu/assert";

test("a task sleeps until the time has passed, not a moment less", () => {
  const { go, loop, run } = stage();
  const task = go(() => sleep(10));
  run();
  loop.advance(9.9);
  assert.is(task.status, "waiting");
  loop.advance(0.1);
  assert.is(task.status, "completed");
});

test("the time of a sleep begins when it is made", () => {
  const { go, loop, run } = stage();
  const task = go(function* () {
    const nap = sleep(10);
    yield* sleep(6);
    yield* nap;
    return loop.now();
  });
  run();
  loop.advance(100);
  assert.is(task.poll(), 10);
});

test("sleeping for no time, or until a time that has passed, is ready at once", () => {
  const { go, run } = stage("stage", {}, 50);
  const task = go(function* () {
    yield* sleep(0);
    yield* sleepUntil(49);
    yield* sleepUntil(Number.NEGATIVE_INFINITY);
  });
  run();
  assert.is(task.status, "completed");
});

test("sleeping for ever is allowed, and can be cancelled", () => {
  const { go, loop, run } = stage();
  const task = go(() => sleep(Number.POSITIVE_INFINITY));
  run();
  loop.advance(2 ** 50);
  assert.is(task.status, "waiting");
  task.cancel();
  run();
  assert.is(task.status, "cancelled");
});

test("virtual time takes no time: a year passes at once, in order", () => {
  const { go, loop, run } = stage();
  const events: string[] = [];
  const DAY = 86_400_000;
  for (const [name, days] of [
    ["year", 365],
    ["week", 7],
    ["month", 30],
  ] as const) {
    go(function* () {
      yield* sleep(days * DAY);
      events.push(name);
    });
  }
  run();
  loop.advance(366 * DAY);
  assert.equal(events, ["week", "month", "year"]);
});

test("times that make no sense are refused, and the message says what was wrong", () => {
  const { go, run } = stage();
  const errors = go(() => [
    thrown(() => sleep(-1)),
    thrown(() => sleep(Number.NaN)),
    thrown(() => sleep("5" as never)),
    thrown(() => sleepUntil(Number.NaN)),
    thrown(() => sleepUntil(undefined as never)),
    thrown(() => interval(0)),
    thrown(() => interval(Number.POSITIVE_INFINITY)),
  ]);
  run();
  assert.equal(
    (errors.poll() as Error[]).map((error) => error.message),
    [
      "the time to sleep is -1: give a number of milliseconds from 0",
      "the time to sleep is NaN: give a number of milliseconds from 0",
      'the time to sleep is "5": give a number of milliseconds from 0',
      "the time to sleep until is NaN: give a number of milliseconds",
      "the time to sleep until is undefined: give a number of milliseconds",
      "the period of an interval is 0: give a number of milliseconds above 0",
      "the period of an interval is Infinity: give a number of milliseconds above 0",
    ],
  );
});

/** Makes an interval on the scheduler of a stage. */
function intervalOf({ go, run }: ReturnType<typeof stage>, period: number): Interval {
  const made = go(() => [interval(period)] as const);
  run();
  return (made.poll() as readonly [Interval])[0];
}

test("an interval ticks at its rate, and gives the number of the tick", () => {
  const own = stage();
  const ticks = intervalOf(own, 10);
  const seen: [number, number][] = [];
  own.go(function* () {
    for (;;) seen.push([yield* ticks, own.loop.now()]);
  });
  own.run();
  own.loop.advance(35);
  assert.equal(seen, [
    [1, 10],
    [2, 20],
    [3, 30],
  ]);
  assert.is(ticks.period, 10);
});

test("an interval skips what nobody took in time, and does not drift", () => {
  const own = stage();
  const ticks = intervalOf(own, 10);
  const seen: [number, number][] = [];
  own.go(function* () {
    for (;;) {
      seen.push([yield* ticks, own.loop.now()]);
      yield* sleep(24);
    }
  });
  own.run();
  own.loop.advance(100);
  assert.equal(seen, [
    [1, 10],
    [3, 34],
    [5, 58],
    [8, 82],
  ]);
});

test("the ticks of an interval of an odd period stay on the grid of that period", () => {
  const own = stage();
  const ticks = intervalOf(own, 1000 / 60);
  const seen: number[] = [];
  own.go(function* () {
    for (;;) seen.push(yield* ticks);
  });
  own.run();
  own.loop.advance(1001);
  assert.is(seen.length, 60);
  assert.is(seen.at(-1), 60);
});

test("a tick that a late comer took leaves those who wait to the next one", () => {
  let skew = 0;
  const loop = new (class extends ManualEventLoop {
    override now(): number {
      return super.now() + skew;
    }
  })();
  const scheduler = createScheduler({ loop });
  const made = scheduler.go(() => [interval(10)] as const);
  loop.run();
  const [ticks] = made.poll() as readonly [Interval];
  const waiter = scheduler.go(() => ticks);
  loop.run();
  skew = 10;
  const lateComer = scheduler.go(() => ticks);
  loop.run();
  assert.is(lateComer.poll(), 1);
  skew = 0;
  loop.advance(10);
  assert.is(waiter.status, "waiting");
  loop.advance(10);
  assert.is(waiter.poll(), 2);
});

test("everybody who waits for an interval gets the same tick, and one may give up", () => {
  const own = stage();
  const ticks = intervalOf(own, 5);
  const tasks: Task[] = [0, 1, 2].map(() => own.go(() => ticks));
  own.run();
  tasks[1]?.cancel();
  own.loop.advance(5);
  assert.equal([tasks[0]?.poll(), tasks[1]?.status, tasks[2]?.poll()], [1, "cancelled", 1]);
});

test("an interval is asynchronously iterable", async () => {
  const seen: number[] = [];
  await go(async () => {
    for await (const tick of interval(1)) {
      seen.push(tick);
      if (seen.length === 3) break;
    }
  });
  assert.is(seen.length, 3);
  assert.ok((seen[0] as number) < (seen[1] as number) && (seen[1] as number) < (seen[2] as number));
});

test("an interval under a time limit keeps its tick for the next one who asks", () => {
  const own = stage();
  const ticks = intervalOf(own, 10);
  const task = own.go(function* () {
    try {
      yield* timeout(ticks, 5);
    } catch {
      return yield* ticks;
    }
    return 0;
  });
  own.run();
  own.loop.advance(10);
  assert.is(task.poll(), 1);
});

test("a program whose sleeps are all over or cancelled ends by itself", () => {
  const { code, stdout } = runProgram(`
    import { channel, go, interval, sleep, timeout } from "@mailslot/core";
    const forever = go(function* () { yield* sleep(1e9); });
    const waiting = go(function* () { for (;;) yield* interval(1e9); });
    const limited = go(function* () { yield* timeout(channel().recv(), 1e9); });
    await go(function* () { yield* sleep(5); });
    for (const task of [forever, waiting, limited]) task.cancel();
    process.on("exit", () => console.log(forever.status, waiting.status, limited.status));
  `);
  assert.is(stdout, "cancelled cancelled cancelled\n");
  assert.is(code, 0);
});

test("a sleep keeps the program alive", () => {
  const { stdout } = runProgram(`
    import { go, sleep } from "@mailslot/core";
    go(function* () { yield* sleep(20); console.log("done"); });
  `);
  assert.is(stdout, "done\n");
});

test("a sleep longer than the host's longest timer is waited for in parts", () => {
  const { stdout, stderr } = runProgram(`
    import { go, sleep } from "@mailslot/core";
    const task = go(function* () { yield* sleep(2 ** 40); });
    setTimeout(() => { console.log(task.status); task.cancel(); }, 20);
  `);
  assert.is(stdout, "waiting\n");
  assert.is(stderr, "");
});

test("the host's clock is the clock of the default scheduler", async () => {
  const late = await go(function* () {
    const until = currentScheduler().loop.now() + 3;
    yield* sleepUntil(until);
    return currentScheduler().loop.now() >= until;
  });
  assert.is(late, true);
});

test.run();
