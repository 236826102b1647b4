/** waitFor, whenClosed and rateLimiter: waits for a wanted value, for a closing, for one's turn. */
import {
  channel,
  dump,
  go,
  type RateLimiter,
  rateLimiter,
  type Steps,
  sleep,
  timeout,
  waitFor,
  watch,
  whenClosed,
} from "@mailslot/core";
import { rejection, thrown } from "@mailslot/test-support/rejection";
import { orderedStage, stage } from "@mailslot/test-support/stage";
import { suite } from "uvu";
import * as assert from "uvu/assert";

const waiting = suite("waitFor, whenClosed and rateLimiter");

waiting("waitFor completes at once with a value that is wanted now, else with the first that comes", async () => {
  const own = stage();
  const level = watch(5);
  assert.is(await waitFor(level, (value) => value > 4), 5);
  const high = own.go(() => waitFor(level, (value) => value > 10));
  own.run();
  level.send(7);
  own.run();
  assert.is(high.status, "waiting");
  level.send(11);
  level.send(0); // too late to hide the value before
  own.run();
  assert.is(await high, 11);
  assert.is(dump(own.scheduler).length, 0);
});

waiting(
  "waitFor fails when the watch is closed, unless its last value is wanted, and leaves no waiter when given up",
  async () => {
    const level = watch(0);
    const low = go(() => waitFor(level, (value) => value < 0));
    const impatient = await rejection(
      timeout(
        waitFor(level, (value) => value === 9),
        1,
      ),
    );
    assert.is(impatient.code, "ERR_MAILSLOT_TIMEOUT");
    level.close();
    assert.match((await rejection(low)).message, /closed, and its last value is not the one/);
    assert.is(await waitFor(level, (value) => value === 0), 0);
    assert.is((await rejection(waitFor(level, (value) => value === 1))).code, "ERR_MAILSLOT_CLOSED");
  },
);

waiting("a condition that throws fails its waiters, and neither the sender nor other waiters", async () => {
  const own = stage();
  const level = watch(0);
  const broken = own.go(() =>
    waitFor(level, (value) => {
      if (value === 1) throw new Error("cannot tell");
      return false;
    }),
  );
  const fine = own.go(() => waitFor(level, (value) => value === 1));
  own.run();
  level.send(1);
  own.run();
  assert.is((await rejection(broken)).message, "cannot tell");
  assert.is(await fine, 1);
});

waiting("a condition that sends is asked about each value", async () => {
  const own = stage();
  const level = watch(0);
  const task = own.go(() =>
    waitFor(level, (value) => {
      if (value > 0 && value < 3) level.send(value + 1);
      return value === 3;
    }),
  );
  own.run();
  level.send(1);
  own.run();
  assert.is(await task, 3);
});

waiting(
  "whenClosed completes when the channel is closed, though messages are left, and at once from then on",
  async () => {
    const own = stage();
    const jobs = channel<number>(1);
    const first = own.go(() => whenClosed(jobs));
    const impatient = own.go(() => timeout(whenClosed(jobs), 5));
    jobs.send(1);
    own.run();
    own.loop.advance(5);
    assert.equal([first.status, impatient.status], ["waiting", "failed"]);
    jobs.close();
    own.run();
    assert.equal([first.status, jobs.length], ["completed", 1]);
    await whenClosed(jobs);
  },
);

function* passing(limiter: RateLimiter, times: number[], now: () => number): Steps<void> {
  for (;;) {
    yield* limiter.acquire();
    times.push(now());
  }
}

waiting("a rate limiter lets a burst pass, then one in each part of its time", () => {
  const own = stage();
  const times: number[] = [];
  own.go(() => passing(rateLimiter({ limit: 4, per: 100, burst: 2 }), times, () => own.loop.now()));
  own.run();
  own.loop.advance(100);
  assert.equal(times, [0, 0, 25, 50, 75, 100]);
});

waiting("a pause refills it up to its burst and no further", () => {
  const own = stage();
  const times: number[] = [];
  const limiter = rateLimiter({ limit: 10, per: 1_000, burst: 3 });
  own.go(function* () {
    yield* sleep(60_000);
    for (let n = 0; n < 5; n++) {
      yield* limiter.acquire();
      times.push(own.loop.now() - 60_000);
    }
  });
  own.run();
  own.loop.advance(61_000);
  assert.equal(times, [0, 0, 0, 100, 200]);
});

waiting("in any stretch of time no more pass than the limit and the burst", () => {
  const own = stage();
  const times: number[] = [];
  own.go(function* () {
    const limiter = rateLimiter({ limit: 3, per: 7, burst: 3 });
    for (let n = 0; n < 500; n++) {
      if (n % 50 === 0) yield* sleep(n % 13);
      yield* limiter.acquire();
      times.push(own.loop.now());
    }
  });
  own.run();
  own.loop.advance(5_000);
  assert.is(times.length, 500);
  times.forEach((from, first) => {
    for (let last = first; last < times.length; last += 7) {
      const allowed = 3 + ((times[last]! - from) * 3) / 7;
      assert.ok(last - first + 1 <= allowed + 1e-6, `${last - first + 1} passed in ${times[last]! - from} ms`);
    }
  });
});

waiting("waiters pass first come, first served; one that wants many is not overtaken", () => {
  const own = orderedStage();
  const order: string[] = [];
  const limiter = own.go(() => rateLimiter({ limit: 10, per: 100, burst: 5 }));
  own.run();
  const shared = limiter.poll() as RateLimiter;
  for (const [name, count] of [
    ["a", 5],
    ["many", 4],
    ["b", 1],
    ["c", 1],
  ] as const)
    own.go(function* () {
      yield* shared.acquire(count);
      order.push(`${name} ${own.loop.now()}`);
    });
  own.run();
  own.go(() => void order.push(`try ${shared.tryAcquire()}`));
  own.run();
  own.loop.advance(100);
  assert.equal(order, ["a 0", "try false", "many 40", "b 50", "c 60"]);
});

waiting("a wait that is given up uses nothing, and the next moves up", () => {
  const own = stage();
  const order: string[] = [];
  own.go(function* () {
    const limiter = rateLimiter({ limit: 10, per: 100, burst: 4 });
    yield* limiter.acquire(4);
    const many = go(() => limiter.acquire(4));
    const one = go(function* () {
      yield* limiter.acquire();
      order.push(`one ${own.loop.now()}`);
    });
    yield* sleep(5);
    many.cancel();
    yield* one;
  });
  own.run();
  own.loop.advance(100);
  assert.equal(order, ["one 10"]);
  assert.equal(own.left(), { tasks: [], timers: 0 });
});

waiting("a limiter made outside tasks goes by the clock of whoever uses it", () => {
  const limiter = rateLimiter({ limit: 1, per: 1_000 });
  for (const own of [stage("one"), stage("two"), stage("three", {}, 5_000)]) {
    const times: number[] = [];
    const begin = own.loop.now();
    const task = own.go(() => passing(limiter, times, () => own.loop.now() - begin));
    own.run();
    own.loop.advance(2_000);
    task.cancel();
    own.run();
    assert.equal(times, [0, 1_000, 2_000]);
  }
});

waiting("tryAcquire and available tell what passes now", () => {
  const own = stage();
  const seen: unknown[] = [];
  own.go(function* () {
    const limiter = rateLimiter({ limit: 2, per: 10 });
    seen.push(limiter.available, limiter.tryAcquire(2), limiter.available, limiter.tryAcquire());
    yield* sleep(5);
    seen.push(limiter.available, limiter.tryAcquire());
  });
  own.run();
  own.loop.advance(5);
  assert.equal(seen, [2, true, 0, false, 1, true]);
});

waiting("wrong arguments are refused", () => {
  const limiter = rateLimiter({ limit: 0.5 });
  const wrong: [() => unknown, RegExp][] = [
    [() => rateLimiter(undefined as never), /options is undefined/],
    [() => rateLimiter({ limit: 0 }), /the limit of a rate limiter is 0/],
    [() => rateLimiter({ limit: Number.POSITIVE_INFINITY }), /is Infinity/],
    [() => rateLimiter({ limit: "5" as never }), /is "5"/],
    [() => rateLimiter({ limit: 1, per: -1 }), /the time of a rate limiter is -1/],
    [() => rateLimiter({ limit: 1, burst: 1.5 }), /the burst of a rate limiter is 1.5/],
    [() => limiter.acquire(2), /the number to pass a rate limiter is 2: give a whole number from 1 to its burst of 1/],
    [() => limiter.tryAcquire(0), /is 0/],
    [() => waitFor({} as never, () => true), /the watch given to waitFor\(\)/],
    [() => waitFor(watch(1), 5 as never), /the condition given to waitFor\(\) is 5/],
    [() => whenClosed(watch(1) as never), /the channel given to whenClosed\(\)/],
  ];
  for (const [call, text] of wrong) assert.match(thrown(call).message, text);
});

waiting.run();
