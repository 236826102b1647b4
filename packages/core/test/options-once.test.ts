/** Options are read once: a getter that gives something else the second time cannot get past the check of the first. */
import {
  all,
  channel,
  circuitBreaker,
  createScheduler,
  forEach,
  go,
  ManualEventLoop,
  once,
  race,
  rateLimiter,
  retry,
  type Scheduler,
  scope,
  semaphore,
  startTrace,
  taskLocal,
  withLocal,
  withPermit,
} from "@mailslot/core";
import { readTwice } from "@mailslot/test-support/wrong";
import { test } from "uvu";
import * as assert from "uvu/assert";

const loop = new ManualEventLoop();
const scheduler = createScheduler({ loop });
const task = { name: "own", scheduler, signal: new AbortController().signal };
const calls: Record<string, readonly [options: object, call: (options: never) => unknown]> = {
  go: [task, (given) => go(() => 1, given)],
  "scheduler.go": [task, (given) => scheduler.go(() => 1, given)],
  scope: [task, (given) => scope(() => 1, given)],
  "go of a scope": [{ ...task, name: "in" }, (given) => scope((tasks) => tasks.go(() => 1, given), { scheduler })],
  all: [task, (given) => all([() => 1], given)],
  race: [task, (given) => race([() => 1], given)],
  once: [task, (given) => once(() => 1, given)()],
  "run of a circuit breaker": [task, (given) => circuitBreaker().run(() => 1, given)],
  forEach: [{ ...task, concurrency: 2 }, (given) => forEach([1], () => 1, given)],
  retry: [
    { ...task, attempts: 2, initial: 1, max: 5, factor: 2, jitter: 0, random: () => 0, when: () => true },
    (given) => retry(() => 1, given),
  ],
  withLocal: [task, (given) => withLocal(taskLocal("local", 1), 2, () => 1, given)],
  withPermit: [{ ...task, permits: 1 }, (given) => withPermit(semaphore(1), () => 1, given)],
  channel: [{ capacity: 1, name: "own", overflow: "drop-oldest", onDrop: () => undefined }, (given) => channel(given)],
  circuitBreaker: [{ failures: 1, reset: 1, name: "own", isFailure: () => true }, (given) => circuitBreaker(given)],
  rateLimiter: [{ limit: 1, per: 1, burst: 1 }, (given) => rateLimiter(given)],
  startTrace: [{ capacity: 1 }, (given) => startTrace(given).stop()],
  createScheduler: [{ name: "own", loop, policy: {}, onUnhandled: () => undefined }, (given) => createScheduler(given)],
  "the policy of a scheduler": [{ budget: 1, burst: 1 }, (given): Scheduler => createScheduler({ policy: given })],
};

for (const [name, [options, call]] of Object.entries(calls)) {
  test(`${name} reads each option once`, async () => {
    assert.equal(
      await readTwice(options, (given) => {
        void call(given);
        loop.run();
      }),
      [],
    );
  });
}

test.run();
