// slow under many schedules: it measures memory
// runs under Node alone: it counts listeners and handles as Node does.
/** After many selects nothing is left behind: no waiter, listener, timer or handle, and no memory. */
import { EventEmitter, getEventListeners } from "node:events";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import {
  broadcast,
  channel,
  interval,
  notify,
  oneshot,
  reserve,
  semaphore,
  sending,
  sleep,
  timeout,
  watch,
  yieldNow,
} from "@mailslot/core";
import { events, nextEvent, select, selectEach } from "@mailslot/select";
import { stage } from "@mailslot/test-support/stage";
import { suite } from "uvu";
import * as assert from "uvu/assert";

const SELECTS = 100_000;
const KB = 1024;

const test = suite("leaks");

setFlagsFromString("--expose-gc");
const gc = runInNewContext("gc") as () => void;

function heapUsed(): number {
  gc();
  gc();
  return process.memoryUsage().heapUsed;
}

/** Everything that may stand beside the case that wins; none of it ever does. */
function losers() {
  const full = channel<number>(1);
  full.send(0);
  const permits = semaphore(1);
  permits.tryAcquire();
  const [emitter, target, controller] = [new EventEmitter(), new EventTarget(), new AbortController()];
  return { full, permits, emitter, target, controller, never: channel<number>(0), news: broadcast<number>(1) };
}

test("100,000 selects over every kind of source leave nothing with those that lost", async () => {
  const { scheduler, loop, run } = stage();
  const { full, permits, emitter, target, controller, never, news } = losers();
  const [wins, level, heard] = [channel<number>(), watch(0), news.subscribe()];
  const pending = scheduler.go(() => oneshot<number>());
  const promise = new Promise<number>(() => undefined);
  const items = never[Symbol.asyncIterator]();
  const change = level.subscribe();
  using clicks = events(target, "click");
  const selects = scheduler.go(function* () {
    const [tick, once, wake] = [interval(60_000), oneshot<number>(), notify()];
    const before = [0, 0];
    for (let n = 0; n < SELECTS; n++) {
      if (n === 2_000) before[0] = heapUsed();
      yield* select({
        wins,
        recv: never,
        sent: sending(full, 1),
        permit: reserve(full),
        acquired: permits.acquire(),
        late: sleep(60_000),
        limited: timeout(never.recv(), 60_000),
        tick,
        once,
        wake,
        change,
        heard,
        pending,
        promise,
        items,
        clicks,
        stop: controller.signal,
        data: nextEvent(emitter, "data"),
        inner: select({ never }),
      });
    }
    return heapUsed() - (before[0] ?? 0);
  });
  scheduler.go(function* () {
    for (let n = 0; n < SELECTS; n++) {
      wins.send(n);
      yield* yieldNow();
    }
  });
  run();
  const grown = await selects;
  assert.ok(grown < 500 * KB, `the heap has grown by ${grown} bytes`);
  assert.is(getEventListeners(controller.signal, "abort").length, 0);
  assert.is(getEventListeners(target, "click").length, 1, "that of events(), until it is closed");
  assert.is(emitter.listenerCount("data"), 0);
  assert.is(full.length, 1);
  await Promise.resolve(); // the iterator, once asked, waits for its item, and keeps it for the next that waits on it
  assert.is(never.trySend(7), true);
  assert.is(never.trySend(8), false, "nobody else receives");
  pending.cancel();
  run();
  assert.is(loop.step(), false, "no timer is left");
});

test("100,000 selects that are given up are not kept either", () => {
  const { scheduler, loop, run } = stage();
  const { never, controller, emitter } = losers();
  let before = 0;
  for (let n = 0; n < SELECTS; n++) {
    if (n === 2_000) before = heapUsed();
    const task = scheduler.go(() =>
      select({ never, late: sleep(60_000), stop: controller.signal, data: nextEvent(emitter, "data") }),
    );
    run();
    task.cancel();
    run();
  }
  const grown = heapUsed() - before;
  assert.ok(grown < 500 * KB, `the heap has grown by ${grown} bytes`);
  assert.is(never.trySend(1), false);
  assert.is(getEventListeners(controller.signal, "abort").length + emitter.listenerCount("data"), 0);
  assert.is(loop.step(), false);
});

test("a loop leaves nothing with its sources after 100,000 rounds and many changes", () => {
  const { scheduler, loop, run } = stage();
  const { never, controller, emitter } = losers();
  const wins = channel<number>();
  let grown = 0;
  scheduler.go(function* () {
    const cases: Record<string, never> = {};
    using rounds = selectEach({ wins, never, stop: controller.signal, data: nextEvent(emitter, "data"), ...cases });
    let before = 0;
    for (let n = 0; n < SELECTS; n++) {
      if (n === 2_000) before = heapUsed();
      if (n % 10 === 0) rounds.set("data", nextEvent(emitter, "data"));
      wins.send(n);
      yield* rounds;
    }
    grown = heapUsed() - before;
  });
  run();
  assert.ok(grown < 500 * KB, `the heap has grown by ${grown} bytes`);
  assert.is(never.trySend(1), false);
  assert.is(getEventListeners(controller.signal, "abort").length + emitter.listenerCount("data"), 0);
  assert.is(loop.step(), false);
});

test("100,000 awaited selects leave no handle of the host", async () => {
  const wins = channel<number>();
  const { never, controller } = losers();
  const before = process.getActiveResourcesInfo().length;
  for (let n = 0; n < SELECTS; n++) {
    const event = select({ wins, never, late: sleep(60_000), stop: controller.signal }).then((taken) => taken);
    wins.send(n);
    assert.is((await event).value, n);
  }
  const left = process.getActiveResourcesInfo();
  assert.ok(left.length <= before, `${left} are left, of ${before} before`); // the host may end something of its own
  assert.is(getEventListeners(controller.signal, "abort").length, 0);
  assert.is(never.trySend(1), false);
});

test.run();
