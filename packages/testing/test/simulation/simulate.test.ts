/** One simulation: virtual time, what is replaced of the platform, and the ways in which it fails. */
import { readFile } from "node:fs/promises";
import { defineActor, spawn } from "@mailslot/actor";
import { channel, currentScheduler, defaultScheduler, go, sleep, timeout, yieldNow } from "@mailslot/core";
import { SimulationError, simulate } from "@mailslot/testing";
import { test } from "uvu";
import * as assert from "uvu/assert";

async function failureOf(running: Promise<unknown>): Promise<SimulationError> {
  const error = await running.then(
    () => null,
    (failure: unknown) => failure,
  );
  assert.instance(error, SimulationError);
  return error as SimulationError;
}

test("an hour of sleeps passes in virtual time", async () => {
  const passed = await simulate(function* ({ scheduler }) {
    for (let n = 0; n < 60; n++) yield* sleep(60_000);
    return scheduler.loop.now();
  });
  assert.is(passed, 3_600_000);
});

test("the scheduler of the simulation is the default one inside, in tasks and in promise jobs, and not after", async () => {
  const before = defaultScheduler();
  await simulate(async ({ scheduler }) => {
    await null;
    assert.is(currentScheduler(), scheduler);
    assert.is(await go(() => currentScheduler()), scheduler);
  });
  assert.is(defaultScheduler(), before);
});

test("the platform's timers, Date, performance and AbortSignal.timeout go by virtual time", async () => {
  const events: string[] = [];
  await simulate({ startTime: 1_000 }, async (simulation) => {
    const repeated = setInterval(() => events.push(`interval at ${simulation.now()}`), 2_000);
    setTimeout((what: string) => events.push(`${what} at ${Date.now()}`), 3_000, "timer");
    const stopped = setTimeout(() => events.push("stopped"), 1);
    clearTimeout(stopped);
    const signal = AbortSignal.timeout(4_500);
    await new Promise((done) => signal.addEventListener("abort", done));
    events.push(`aborted at ${performance.now()}, ${new Date().toISOString()}`);
    clearInterval(repeated);
  });
  assert.equal(events, [
    "interval at 2000",
    "timer at 4000",
    "interval at 4000",
    "aborted at 4500, 1970-01-01T00:00:05.500Z",
  ]);
});

test("random numbers come from the seed, and the platform's come back", async () => {
  const { random } = Math;
  const draw = (seed: number): Promise<unknown> =>
    simulate({ seed }, (simulation) => [
      Math.random(),
      crypto.randomUUID(),
      crypto.getRandomValues(new Uint8Array(4)).join(),
      simulation.random.below(1_000_000),
    ]);
  assert.equal(await draw(7), await draw(7));
  assert.not.equal(await draw(7), await draw(8));
  assert.is(Math.random, random);
});

test("the clock on the wall jumps, and timers do not notice", async () => {
  const seen = await simulate(async (simulation) => {
    const before = Date.now();
    simulation.jumpClock(-60_000);
    await new Promise((done) => setTimeout(done, 10));
    return [Date.now() - before, simulation.now()];
  });
  assert.equal(seen, [-59_990, 10]);
});

test("a deadlock names each task and what it waits for", async () => {
  const error = await failureOf(
    simulate(function* main() {
      yield* go(() => channel({ name: "jobs" }).recv(), { name: "worker" });
    }),
  );
  assert.is(error.code, "ERR_MAILSLOT_DEADLOCK");
  assert.match(error.message, /\n {2}main waits for task worker\n {2}worker waits for recv on channel jobs$/);
});

test("a promise that never settles is a deadlock", async () => {
  const error = await failureOf(simulate(() => new Promise(() => {})));
  assert.is(error.code, "ERR_MAILSLOT_DEADLOCK");
});

test("a body that never ends is reported", async () => {
  const error = await failureOf(
    simulate({ maxSteps: 1_000 }, function* () {
      for (;;) yield* yieldNow();
    }),
  );
  assert.is(error.code, "ERR_MAILSLOT_ENDLESS");
});

test("what is left when the body has ended is a leak, and does not live on", async () => {
  let isCleared = false;
  const left = simulate(function* () {
    go(function* worker() {
      try {
        yield* channel({ name: "jobs" }).recv();
      } finally {
        yield* sleep(1_000);
        isCleared = true;
      }
    });
    setTimeout(() => {}, 1_000);
    yield* yieldNow();
  });
  const error = await failureOf(left);
  assert.is(error.code, "ERR_MAILSLOT_LEAK");
  assert.match(error.message, /has left 1 task and 1 timer.*\n {2}worker waits for recv on channel jobs/);
  assert.ok(isCleared);
});

test("what the simulation owns is ended, and no leak", async () => {
  await simulate(({ own }) => {
    own(go(() => channel().recv()));
  });
});

test("what the simulation owns has time to end: a handler that waits, and what a task has to finish", async () => {
  const Slow = defineActor("slow", { receive: { work: () => sleep(1_000) } });
  let finished = false;
  await simulate(function* ({ own }) {
    own(spawn(Slow)).tell.work();
    own(
      go(function* () {
        try {
          yield* sleep(60_000);
        } finally {
          yield* sleep(1_000);
          finished = true;
        }
      }),
    );
    yield* sleep(1);
  });
  assert.ok(finished);
  const endless = await failureOf(
    simulate(function* ({ own }) {
      own(
        go(function* stubborn() {
          for (;;) {
            try {
              yield* sleep(60_000);
            } catch {
              // and once more
            }
          }
        }),
      );
      yield* sleep(1);
    }),
  );
  assert.match(endless.message, /has left 1 task\. .*\n {2}stubborn waits for/s);
});

test("a task whose failure none has joined fails the simulation", async () => {
  const ending = simulate(function* () {
    go(() => {
      throw new Error("no route");
    });
    yield* sleep(1);
  });
  await ending.then(
    () => assert.unreachable(),
    (error: Error) => assert.is(error.message, "no route"),
  );
});

test("what a timer's callback throws fails the simulation", async () => {
  const ending = simulate(async () => {
    setTimeout(() => {
      throw new Error("in a timer");
    }, 5);
    await new Promise((done) => setTimeout(done, 10));
  });
  await ending.then(
    () => assert.unreachable(),
    (error: Error) => assert.is(error.message, "in a timer"),
  );
});

test("a program that waits for real time is reported, or waited for", async () => {
  const here = new URL(import.meta.url);
  const error = await failureOf(simulate(() => readFile(here)));
  assert.is(error.code, "ERR_MAILSLOT_REAL_TIME");
  const [length, now] = await simulate({ realTime: "wait" }, async (simulation) => [
    (await readFile(here)).length,
    simulation.now(),
  ]);
  assert.ok((length as number) > 0);
  assert.is(now, 0);
});

test("simulations run one after the other, and not inside each other", async () => {
  const both = await Promise.all([1, 2].map((n) => simulate(() => sleep(n * 1_000)).then(() => n)));
  assert.equal(both, [1, 2]);
  const error = await failureOf(simulate(() => simulate(() => {})));
  assert.is(error.code, "ERR_MAILSLOT_NESTED_SIMULATION");
});

test("fake timers that appear inside are reported, and those from before come back", async () => {
  const { setTimeout: real } = globalThis;
  const fake = (() => 0) as unknown as typeof setTimeout;
  globalThis.setTimeout = fake;
  try {
    await simulate(() => sleep(1_000));
    assert.is(globalThis.setTimeout, fake);
    const error = await failureOf(
      simulate(() => {
        globalThis.setTimeout = real;
      }),
    );
    assert.is(error.code, "ERR_MAILSLOT_REAL_TIME");
    assert.match(error.message, /^setTimeout were replaced/);
  } finally {
    globalThis.setTimeout = real;
  }
});

test("what takes out its fake timers after the simulation puts back what does as the platform does", async () => {
  const { setTimeout: real } = globalThis;
  const fake = (() => 0) as unknown as typeof setTimeout;
  let found = real;
  try {
    await failureOf(
      simulate(() => {
        found = globalThis.setTimeout;
        globalThis.setTimeout = fake;
      }),
    );
    assert.is(globalThis.setTimeout, fake);
    globalThis.setTimeout = found;
    await new Promise((done) => setTimeout(done, 0));
    assert.is(await simulate(() => sleep(1_000).then(() => "virtual again")), "virtual again");
  } finally {
    globalThis.setTimeout = real;
  }
});

test("eventually waits for a state, and never for its absence", async () => {
  let isDone = false;
  await simulate(function* (simulation) {
    const task = go(function* () {
      yield* sleep(3_000);
      isDone = true;
    });
    yield* simulation.never(() => isDone, 2_000);
    assert.is(simulation.now(), 2_000);
    yield* simulation.eventually(() => isDone);
    assert.is(simulation.now(), 3_000);
    yield* task;
  });
  const late = await failureOf(simulate((simulation) => simulation.eventually(() => 1 > 2, 50)));
  assert.match(late.message, /^eventually 1 ?> ?2: that did not become true within 50 ms/);
  const early = await failureOf(simulate((simulation) => simulation.never(() => 2 > 1)));
  assert.match(early.message, /^never 2 ?> ?1: that became true/);
});

test("options that make no sense are refused", async () => {
  for (const options of [
    { seed: -1 },
    { maxSteps: 0 },
    { replay: "random" },
    { replay: "pct:1" },
    { realTime: "no" as "wait" },
  ])
    await simulate(options, () => {}).then(
      () => assert.unreachable(),
      (error: { code?: string }) => assert.is(error.code, "ERR_MAILSLOT_ARGUMENT"),
    );
});

test("a time limit inside goes by virtual time", async () => {
  await simulate(function* (simulation) {
    try {
      yield* timeout(channel().recv(), 60_000);
    } catch (error) {
      assert.is((error as { code: string }).code, "ERR_MAILSLOT_TIMEOUT");
    }
    assert.is(simulation.now(), 60_000);
  });
});

test.run();
