/** Exploring: many schedules, the first that fails, its replay and its shortest form. */
import { channel, go, sleep, yieldNow } from "@mailslot/core";
import {
  type Explored,
  exhaustive,
  explore,
  FoundError,
  pct,
  randomWalk,
  type ScheduleStrategy,
  type Simulation,
  SimulationError,
  simulate,
} from "@mailslot/testing";
import { test } from "uvu";
import * as assert from "uvu/assert";

function* lostUpdate() {
  let hits = 0;
  function* hit() {
    const before = hits;
    yield* yieldNow();
    hits = before + 1;
  }
  for (const task of [go(hit), go(hit), go(hit)]) yield* task;
  if (hits !== 3) throw new Error(`${hits} hits`);
}

async function found(exploring: Promise<Explored>): Promise<FoundError> {
  const error = await exploring.then(
    () => null,
    (failure: unknown) => failure,
  );
  assert.instance(error, FoundError);
  return error as FoundError;
}

const strategies: ScheduleStrategy[] = [randomWalk(), pct({ depth: 2 }), exhaustive()];

for (const strategy of strategies)
  test(`${strategy.name} finds a lost update, which its replay and its shortest form show again`, async () => {
    const error = await found(explore({ strategy }, lostUpdate));
    assert.match(error.message, /^\d hits\n/);
    for (const replay of [error.replay, error.shortest])
      await simulate({ replay }, lostUpdate).then(
        () => assert.unreachable(),
        (again: Error) => assert.match(again.message, /^\d hits$/),
      );
  });

test("the same seed chooses the same schedules", async () => {
  const orders = async (seed: number): Promise<string> => {
    const all: string[] = [];
    await explore({ runs: 20, seed }, function* () {
      const order: string[] = [];
      for (const task of ["a", "b", "c", "d"].map((name) => go(() => order.push(name)))) yield* task;
      all.push(order.join(""));
    });
    return all.join();
  };
  assert.is(await orders(3), await orders(3));
  assert.is.not(await orders(3), await orders(300));
});

test("an exhaustive exploration runs each schedule once, and says that it is complete", async () => {
  const orders: string[] = [];
  const { complete, schedules } = await explore({ strategy: exhaustive() }, function* () {
    const order: string[] = [];
    for (const task of ["a", "b", "c"].map((name) => go(() => order.push(name)))) yield* task.outcome();
    orders.push(order.join(""));
  });
  assert.ok(complete);
  assert.is(orders.length, schedules);
  assert.equal([...new Set(orders)].sort(), ["abc", "acb", "bac", "bca", "cab", "cba"]);
});

test("the shortest schedule has no more choices than the failure needs", async () => {
  const error = await found(explore({ strategy: randomWalk() }, lostUpdate));
  assert.match(error.message, /shortened to 1 choices/);
});

test("the report draws a column for each task", async () => {
  const error = await found(
    explore(function* main() {
      const jobs = channel<number>({ name: "jobs" });
      const worker = go(function* worker() {
        yield* jobs.recv();
        throw new Error("a job that fails");
      });
      jobs.send(1);
      yield* worker;
    }),
  );
  assert.match(error.message, /time +main +worker/);
  assert.match(error.message, /send → channel jobs/);
  assert.match(error.message, /ends: failed/);
});

test("a failure that comes from outside the body is told apart", async () => {
  let calls = 0;
  const error = await explore(() => {
    if (calls++ === 3) throw new Error("once only");
  }).then(
    () => null,
    (failure: unknown) => failure as SimulationError,
  );
  assert.instance(error, SimulationError);
  assert.is(error?.code, "ERR_MAILSLOT_NOT_REPLAYED");
});

test("async bodies are explored as well", async () => {
  const error = await found(
    explore(async () => {
      let hits = 0;
      const hit = async (): Promise<void> => {
        const before = hits;
        await sleep(1);
        hits = before + 1;
      };
      await Promise.all([go(hit), go(hit)]);
      if (hits !== 2) throw new Error(`${hits} hits`);
    }),
  );
  assert.match(error.message, /^1 hits/);
});

test("a strategy may be the user's own, and its failures replay too", async () => {
  const newest: ScheduleStrategy = {
    name: "newest",
    begin: () => ({ choose: ({ runnable }) => runnable.length - 1 }),
  };
  const body = function* ({ own }: Simulation) {
    const order: string[] = [];
    for (const name of ["a", "b"]) own(go(() => order.push(name)));
    yield* sleep(1);
    if (order.join("") === "ba") throw new Error("b before a");
  };
  const error = await found(explore({ strategy: newest }, body));
  assert.match(error.replay, /^schedule:1:/);
  await simulate({ replay: error.replay }, body).then(
    () => assert.unreachable(),
    (again: Error) => assert.is(again.message, "b before a"),
  );
});

test("the cause is what the body threw, with what it compared", async () => {
  const failure = Object.assign(new Error("not equal"), { actual: 1, expected: 2 });
  const error = await found(
    explore(() => {
      throw failure;
    }),
  );
  assert.is(error.cause, failure);
  assert.equal([Reflect.get(error, "actual"), Reflect.get(error, "expected"), error.passed], [1, 2, 0]);
});

test.run();
