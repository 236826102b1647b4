// slow under many schedules: it measures memory
// runs under Node alone: it measures the heap of V8 and counts the listeners of a signal
// watchdog: 180 s
/** Nothing is kept: each kind of wait, opened and closed 10,000 times by every way in which it can end. */
import { getEventListeners } from "node:events";
import {
  abortable,
  broadcast,
  channel,
  counters,
  deadline,
  fromPromise,
  interval,
  mapped,
  notify,
  oneshot,
  orClosed,
  recvMany,
  reserve,
  type Source,
  type Steps,
  scope,
  semaphore,
  sending,
  sleep,
  type Task,
  timeout,
  watch,
} from "@mailslot/core";
import { type Stage, stage } from "@mailslot/test-support/stage";
import { suite } from "uvu";
import * as assert from "uvu/assert";

const kept = suite("nothing kept");
const TIMES = 10_000;

/** What a wait is made of, and what completes one. What they wait for lives as long as the test of a kind. */
interface Kind {
  make(): Source<unknown>;
  use?(): void;
}

const kinds: Record<string, (own: Stage) => Kind> = {
  recv: () => {
    const messages = channel<number>();
    return { make: () => messages.recv(), use: () => void messages.send(1) };
  },
  recvMany: () => {
    const messages = channel<number>();
    return { make: () => recvMany(messages, 4), use: () => void messages.send(1) };
  },
  "a send without room": () => {
    const messages = channel<number>(0);
    return { make: () => messages.send(1) as Source<void>, use: () => void messages.tryRecv() };
  },
  sending: () => {
    const messages = channel<number>(0);
    return { make: () => sending(messages, 1), use: () => void messages.tryRecv() };
  },
  reserve: () => {
    const messages = channel<number>(1);
    messages.send(0);
    return {
      make: () => mapped(reserve(messages), (permit) => permit.send(0)),
      use: () => void messages.tryRecv(),
    };
  },
  acquire: () => {
    const permits = semaphore(1);
    let held = permits.tryAcquire();
    return {
      make: () =>
        mapped(permits.acquire(), (permit) => {
          held = permit;
        }),
      use: () => held?.release(),
    };
  },
  notify: () => {
    const one = notify();
    return { make: () => one, use: () => one.notifyOne() };
  },
  "a receiver of a broadcast": () => {
    const news = broadcast<number>(4);
    const receiver = news.subscribe();
    return { make: () => receiver.recv(), use: () => void news.send(1) };
  },
  "a receiver of a watch": () => {
    const value = watch(0);
    const receiver = value.subscribe();
    return { make: () => receiver.recv(), use: () => void value.send(1) };
  },
  "a promise that is pending": () => {
    const pending = new Promise(() => {});
    return { make: () => fromPromise(pending) };
  },
  "a oneshot that is never sent": () => {
    const never = oneshot();
    return { make: () => never };
  },
  "the end of a task": (own) => {
    const task = own.go(() => oneshot());
    return { make: () => task };
  },
  "an outcome": (own) => {
    const task = own.go(() => oneshot());
    return { make: () => task.outcome() };
  },
  "a sleep": () => ({ make: () => sleep(1e6) }),
  "an interval": () => ({ make: () => interval(1e6) }),
  "a deadline": () => {
    const never = oneshot();
    return { make: () => deadline(never, 1e9) };
  },
  "a converted wait": () => {
    const never = oneshot();
    return { make: () => orClosed(mapped(never, String), "") };
  },
  "a scope": () => {
    const never = oneshot();
    return {
      make: () =>
        scope((tasks) => {
          tasks.go(() => never);
        }),
    };
  },
};

type Way = (own: Stage, kind: Kind, signal: AbortSignal) => void;

function started(own: Stage, body: () => unknown, signal?: AbortSignal): Task {
  const task = own.go(body, { signal });
  own.run();
  return task;
}

const ways: Record<string, Way> = {
  "cancelled before its first wait": (own, { make }) => {
    own.go(make).cancel();
    own.run();
  },
  "cancelled during it": (own, { make }) => {
    started(own, make).cancel();
    own.run();
  },
  "given up by a time limit": (own, { make }) => {
    started(own, function* limited() {
      try {
        yield* timeout(make(), 1);
      } catch {
        // It was given up, as it should be.
      }
    });
    own.loop.advance(1);
    own.run();
  },
  "cancelled under a signal that is not aborted": (own, { make }, signal) => {
    started(own, () => abortable(make(), signal), signal).cancel();
    own.run();
  },
  aborted: (own, { make }) => {
    const control = new AbortController();
    started(own, () => abortable(make(), control.signal), control.signal);
    control.abort();
    own.run();
  },
  used: (own, { make, use }) => {
    if (use === undefined) return;
    started(own, make);
    use();
    own.run();
  },
  "used by a converter that throws": (own, { make, use }) => {
    if (use === undefined) return;
    started(own, function* converted() {
      try {
        yield* mapped(make(), () => {
          throw refused;
        });
      } catch {
        // It was refused, as it should be.
      }
    });
    use();
    own.run();
  },
};
const refused = new Error("refused");

function heapUsed(): number {
  (globalThis as unknown as { gc(): void }).gc();
  return process.memoryUsage().heapUsed;
}

for (const [name, open] of Object.entries(kinds)) {
  kept(`${name} leaves nothing, however it ends`, async () => {
    const own = stage();
    const timers = timersOf(own);
    const { signal } = new AbortController();
    let kind = {} as Kind;
    started(own, () => {
      kind = open(own);
    });
    const live = counters(own.scheduler).live;
    for (const [way, end] of Object.entries(ways)) {
      for (let n = 0; n < 500; n++) end(own, kind, signal);
      await null;
      let left = Number.POSITIVE_INFINITY;
      // What the compiler keeps comes once; what is kept of each comes again.
      for (let attempt = 0; attempt < 3 && left >= 100; attempt++) {
        const before = heapUsed();
        for (let n = 0; n < TIMES; n++) end(own, kind, signal);
        await null;
        left = (heapUsed() - before) / TIMES;
      }
      assert.ok(left < 100, `${way}: ${left.toFixed(0)} bytes of each are left`);
      assert.is(getEventListeners(signal, "abort").length, 0, `${way}: listeners are left`);
      assert.is(timers.size, 0, `${way}: timers are left`);
      assert.is(counters(own.scheduler).live, live, `${way}: tasks are left`);
    }
    assert.equal(own.unhandled, []);
  });
}

function timersOf({ loop }: Stage): Set<unknown> {
  const timers = new Set<unknown>();
  const { startTimer, stopTimer } = loop;
  loop.startTimer = (delay, callback) => {
    const timer = startTimer.call(loop, delay, () => {
      timers.delete(timer);
      callback();
    });
    timers.add(timer);
    return timer;
  };
  loop.stopTimer = (timer) => {
    timers.delete(timer);
    stopTimer.call(loop, timer);
  };
  return timers;
}

kept("the handle of a task that has ended keeps neither its body nor what that has captured", async () => {
  const own = stage();
  const control = new AbortController();
  const refs: WeakRef<object>[] = [];
  const handles = ["completes", "fails", "is cancelled"].map((how) => {
    const captured = { how };
    refs.push(new WeakRef(captured));
    function* body(): Steps<unknown> {
      if (captured.how === "fails") throw refused;
      return captured.how === "completes" ? 1 : yield* oneshot();
    }
    const task = own.go(body, { signal: control.signal });
    own.run();
    task.cancel();
    own.run();
    return task;
  });
  await new Promise(setImmediate);
  heapUsed();
  assert.equal(
    refs.map((ref) => ref.deref()),
    [undefined, undefined, undefined],
  );
  assert.equal(
    handles.map((task) => `${task.name} ${task.status}`),
    ["body completed", "body failed", "body cancelled"],
  );
});

kept("a channel that held a million messages keeps little for those that stay", () => {
  let left = Number.POSITIVE_INFINITY;
  // What the compiler keeps comes once; what a channel keeps comes with each.
  for (let attempt = 0; attempt < 3 && left >= 100_000; attempt++) {
    const before = heapUsed();
    const messages = channel<number>();
    for (let n = 0; n < 1_000_000; n++) messages.send(n);
    for (let n = 0; n < 999_990; n++) messages.tryRecv();
    left = heapUsed() - before;
    assert.equal([messages.length, messages.tryRecv()], [10, 999_990]);
  }
  assert.ok(left < 100_000, `${left} bytes are left`);
});

kept.run();
