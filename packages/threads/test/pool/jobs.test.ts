// watchdog: 120 s
/** What jobs give: results, errors, refusals, forks, and maps in bounded flight. */

import { defaultScheduler, go, yieldNow } from "@mailslot/core";
import { rejection } from "@mailslot/test-support/rejection";
import { defineJob, startThreads, type Threads, ThreadsError } from "@mailslot/threads";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { type Work, work } from "../work.js";

const collect = (globalThis as unknown as { gc(): void }).gc;

let threads: Threads;
let jobs: Work;

test.before(async () => {
  jobs = (await import(work.href)) as Work;
  threads = await startThreads({ workers: 2, entry: work, execArgv: [] });
});
test.after(() => threads.close());

test("plain, async and generator bodies give what they return", async () => {
  assert.equal(
    await Promise.all([
      threads.run(jobs.add, 1, 2),
      threads.run(jobs.later, "async"),
      threads.run(jobs.steps, "steps"),
    ]),
    [3, "async", "steps"],
  );
});

test("a value crosses as structured clone takes it, cycles and identity kept", async () => {
  const one = {
    text: "ä€😀",
    list: [1, -0, 1.5, 0, null, undefined, Number.NaN],
    map: new Map([["a", new Set([1n])]]),
  };
  delete one.list[3]; // a hole is not undefined
  const value = { one, again: one, self: null as unknown, bytes: Float64Array.of(1, 2), at: new Date(5), like: /a+/gi };
  value.self = value;
  const back = (await threads.run(jobs.echo, value)) as typeof value;
  assert.is(back.self, back);
  assert.is(back.one, back.again);
  assert.equal(back.one, one);
  assert.ok(Object.is(back.one.list[1], -0));
  assert.not.ok(3 in back.one.list);
  assert.equal([back.bytes, back.at, back.like], [value.bytes, value.at, value.like]);
});

test("a value too large for a block crosses", async () => {
  const text = "lots ".repeat(100_000);
  assert.is(await threads.run(jobs.echo, text), text);
});

test("shared memory is the same memory", async () => {
  const cell = new Int32Array(new SharedArrayBuffer(4));
  await threads.run(jobs.adds, cell);
  assert.is(cell[0], 1);
});

test("what cannot cross is refused where it is sent, with its path", async () => {
  const error = await rejection(threads.run(jobs.echo, { tiles: [1, { draw: () => 1 }] }));
  assert.instance(error, ThreadsError);
  assert.is(error.code, "ERR_MAILSLOT_NOT_CARRIED");
  assert.match(error.message, 'args[0].tiles[1].draw of job "echo" is a function');
});

test("what is nested too deep is refused where it is sent, however deep", async () => {
  const nested = (depth: number): unknown => {
    let value: unknown = 1;
    for (let n = 0; n < depth; n++) value = [value];
    return value;
  };
  assert.equal(await threads.run(jobs.echo, nested(500)), nested(500));
  for (const depth of [502, 100_000]) {
    const error = await rejection(threads.run(jobs.echo, nested(depth)));
    assert.is(error.code, "ERR_MAILSLOT_NOT_CARRIED");
    assert.match(error.message, /^args(?:\[0\]){8}…(?:\[0\]){8} of job "echo" is nested more than 500 deep/);
  }
});

test("a result that cannot cross fails the job, with its path", async () => {
  const error = await rejection(threads.run(jobs.returnsFunction));
  assert.is(error.code, "ERR_MAILSLOT_NOT_CARRIED");
  assert.match(error.message, "the result.draw");
});

test("a job that returns a proxy that was revoked fails, and its worker lives", async () => {
  const error = await rejection(threads.run(jobs.returnsRevoked));
  assert.is(error.code, "ERR_MAILSLOT_NOT_CARRIED");
});

test("a job that is made while the arguments or the result of another are copied changes neither", async () => {
  const all = Array.from({ length: 200 }, () => {
    let inner: unknown;
    const given = {
      get made() {
        inner ??= threads.run(jobs.echo, "another");
        return "its own";
      },
    };
    return threads.run(jobs.echo, given).then(async (outer) => [outer, await inner]);
  });
  for (const pair of await Promise.all(all)) assert.equal(pair, [{ made: "its own" }, "another"]);
  const results = await Promise.all(Array.from({ length: 200 }, () => threads.run(jobs.returnsGetter)));
  for (const result of results) assert.equal(result, { made: "its own" });
});

test("a worker that has begun as many jobs as it may takes others once they have ended", async () => {
  const own = await startThreads({ workers: 1, entry: work, execArgv: [] });
  const values = Array.from({ length: 1000 }, (_, n) => `${n}`);
  assert.equal(await Promise.all(values.map((value) => own.run(jobs.later, value))), values);
  await own.close();
});

test("a worker that has tasks to run does not park meanwhile", async () => {
  const own = await startThreads({ workers: 1, entry: work, execArgv: [] });
  const parks = (): number => own.counters()[0]?.parks ?? 0;
  await own.run(jobs.fib, 22, 8);
  const before = parks();
  for (let n = 0; n < 20; n++) await own.run(jobs.fib, 22, 8);
  // It waits for this thread once or twice each time; where it parks with tasks to run, ten times.
  assert.ok(parks() - before <= 80, `${parks() - before} parks`);
  await own.close();
});

test("threads can be started again where others were closed, and run long turns", async () => {
  for (let round = 0; round < 2; round++) {
    const own = await startThreads({ workers: 1, entry: work, execArgv: [] });
    await own.run(jobs.add, 1, 2);
    await go(function* () {
      for (let n = 0; n < 20_000; n++) yield* yieldNow();
    });
    await own.close();
  }
});

test("an error keeps its class, message, cause and properties", async () => {
  const error = await rejection(threads.run(jobs.fails, "Vasa"));
  assert.instance(error, jobs.Sunk);
  assert.equal(
    [error.name, error.message, (error as Error & { ship?: string }).ship],
    ["Sunk", "Vasa has sunk", "Vasa"],
  );
  assert.match(String(error.stack), "work.mjs");
  const cause = new RangeError("inner");
  const back = (await threads.run(jobs.echo, new TypeError("outer", { cause }))) as Error;
  assert.instance(back, TypeError);
  assert.instance(back.cause, RangeError);
});

test("forks are joined, wherever they have run", async () => {
  assert.is(await threads.run(jobs.fib, 20, 8), 6765);
});

test("a fork that failed is reported when nobody can join it any more, and no sooner", async () => {
  const scheduler = defaultScheduler();
  const before = scheduler.onUnhandled;
  const reported: unknown[] = [];
  const heard = new Promise<void>((resolve) => {
    scheduler.onUnhandled = (error) => {
      reported.push(error);
      resolve();
    };
  });
  try {
    const [kept, joined] = [threads.fork(jobs.fails, "Kronan"), threads.fork(jobs.fails, "Mars")];
    await rejection(threads.join(joined));
    setImmediate(() => void threads.fork(jobs.fails, "Vasa")); // on a stack of its own, which keeps nothing
    const collecting = setInterval(collect, 1);
    await heard;
    clearInterval(collecting);
    assert.is(reported.length, 1);
    assert.match((reported[0] as Error).message, 'the fork of job "fails" failed, and nobody has joined it: Vasa');
    assert.instance((reported[0] as Error).cause, jobs.Sunk);
    assert.instance(await rejection(threads.join(kept)), jobs.Sunk);
    collect();
    await new Promise(setImmediate);
    assert.is(reported.length, 1);
  } finally {
    scheduler.onUnhandled = before;
  }
});

test("a fork may be joined more than once, before and after its end", async () => {
  const fork = threads.fork(jobs.later, "once");
  assert.equal(await Promise.all([threads.join(fork), threads.join(fork)]), ["once", "once"]);
  assert.is(await threads.join(fork), "once");
  const failing = threads.fork(jobs.fails, "Vasa");
  const ends = [threads.join(failing), threads.join(failing)].map((each) => rejection(each));
  for (const error of await Promise.all(ends)) assert.instance(error, jobs.Sunk);
});

test("the calling thread joins in place what nobody has begun", async () => {
  const fork = threads.fork(jobs.add, 20, 22);
  assert.is(await threads.join(fork), 42);
  assert.is(fork.ended, true);
});

test("jobs that a worker makes are stolen by the other", async () => {
  const cell = new Int32Array(new SharedArrayBuffer(4));
  const both = new Int32Array(new SharedArrayBuffer(4));
  // Two jobs that wait for each other: neither ends unless both workers run one.
  assert.equal(await Promise.all([threads.run(jobs.meet, both, 2), threads.run(jobs.meet, both, 2)]), [2, 2]);
  await threads.run(jobs.makes, 1000, cell);
  assert.is(cell[0], 1000);
});

test("many jobs in flight give their own results, in any order", async () => {
  const sums = await Promise.all(Array.from({ length: 20_000 }, (_, n) => threads.run(jobs.add, n, 1)));
  assert.ok(sums.every((sum, n) => sum === n + 1));
});

test("a map gives results in the order of its items, with no more under way than its flight", async () => {
  const items = Array.from({ length: 100 }, (_, n) => String(n));
  const given: string[] = [];
  function* source(): Iterable<string> {
    for (const item of items) {
      given.push(item);
      yield item;
    }
  }
  const results: string[] = [];
  for await (const result of threads.map(jobs.later, source(), { flight: 4 })) {
    results.push(result);
    assert.ok(given.length - results.length <= 4);
  }
  assert.equal(results, items);
});

test("a job that no entry exports is refused", async () => {
  const stray = defineJob("stray", () => 1);
  const error = await rejection(threads.run(stray));
  assert.is(error.code, "ERR_MAILSLOT_UNKNOWN_JOB");
  assert.match(error.message, '"stray"');
});

test("an aborted job that has begun is cancelled where it runs", async () => {
  const flag = new Int32Array(new SharedArrayBuffer(8));
  const aborter = new AbortController();
  const running = rejection(threads.runWith({ signal: aborter.signal }, jobs.never, flag));
  while (Atomics.load(flag, 0) === 0) await new Promise((then) => setImmediate(then));
  aborter.abort();
  assert.is((await running).name, "CancelledError");
  assert.is(Atomics.load(flag, 1), 1);
});

test("counters say what each thread has done", () => {
  const counters = threads.counters();
  assert.is(counters.length, 3);
  assert.ok(counters.reduce((sum, { run }) => sum + run, 0) > 20_000);
  assert.ok((counters[2]?.shown ?? 0) > 20_000);
});

test.run();
