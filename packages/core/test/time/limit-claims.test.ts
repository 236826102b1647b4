/** Limits whose waits are refused, or complete while they are being entered: no timer and no listener stays. */
import { getEventListeners } from "node:events";
import {
  abortable,
  channel,
  createScheduler,
  deadline,
  ManualEventLoop,
  mapped,
  type NotReady,
  notReady,
  oneshot,
  orClosed,
  type Scheduler,
  Source,
  semaphore,
  sleep,
  timeout,
  type Waiter,
} from "@mailslot/core";
import { stage } from "@mailslot/test-support/stage";
import { suite } from "uvu";
import * as assert from "uvu/assert";

const claims = suite("claims under a limit");

/** Waits as an idle loop of a select does: refuses until it is told to take. */
class Idle implements Waiter<unknown> {
  after: Waiter | null = null;
  before: Waiter | null = null;
  readonly given: unknown[] = [];
  takes = false;
  claim(): boolean {
    return this.takes;
  }
  deliver(value: unknown): void {
    this.given.push(value);
  }
  fail(error: unknown): void {
    this.given.push(error);
  }
}

/** Completes its waiters while they are being entered. */
class Eager extends Source<string> {
  poll(): NotReady {
    return notReady;
  }
  subscribe(waiter: Waiter<string>): void {
    if (waiter.claim()) waiter.deliver("at once");
  }
  unsubscribe(): void {}
}

claims("a refused wait leaves no listener, however often it is entered again", () => {
  const { signal } = new AbortController();
  const messages = channel<number>();
  const source = abortable(messages.recv(), signal);
  const idle = new Idle();
  for (let n = 0; n < 10; n++) {
    source.subscribe(idle);
    messages.send(n);
    assert.is(getEventListeners(signal, "abort").length, 0);
  }
  assert.is(messages.length, 10);
});

claims("a refused wait leaves no timer", () => {
  const own = stage();
  const timers = new Set<unknown>();
  const { startTimer, stopTimer } = own.loop;
  own.loop.startTimer = (...args) => {
    const timer = startTimer.apply(own.loop, args);
    timers.add(timer);
    return timer;
  };
  own.loop.stopTimer = (timer) => {
    timers.delete(timer);
    stopTimer.call(own.loop, timer);
  };
  const messages = channel<number>();
  own.go(() => {
    const source = timeout(messages.recv(), 1000);
    const idle = new Idle();
    for (let n = 0; n < 10; n++) {
      source.subscribe(idle);
      messages.send(n);
    }
  });
  own.run();
  assert.is(timers.size, 0);
});

claims("a limit that is refused leaves its source", () => {
  const own = stage();
  const cell = oneshot<string>();
  const idle = new Idle();
  own.go(() => timeout(cell, 5).subscribe(idle));
  own.run();
  own.loop.advance(10);
  idle.takes = true;
  cell.send("late");
  assert.equal(idle.given, []);
});

claims("a source that completes while it is entered leaves no limit that fails another wait", () => {
  const own = stage();
  const { signal } = new AbortController();
  const task = own.go(function* () {
    const first = yield* timeout(new Eager(), 5);
    const second = yield* abortable(new Eager(), signal);
    yield* sleep(10);
    return [first, second];
  });
  own.run();
  assert.is(getEventListeners(signal, "abort").length, 0);
  own.loop.advance(10);
  assert.equal(task.poll(), ["at once", "at once"]);
});

claims("a source that refuses to be entered under a limit leaves nothing", () => {
  const own = stage();
  const { signal } = new AbortController();
  class Refusing extends Eager {
    override subscribe(): void {
      throw new Error("not now");
    }
  }
  const task = own.go(function* () {
    try {
      return yield* abortable(timeout(new Refusing(), 5), signal);
    } catch (error) {
      yield* sleep(10);
      return (error as Error).message;
    }
  });
  own.run();
  own.loop.advance(10);
  assert.is(getEventListeners(signal, "abort").length, 0);
  assert.is(task.poll(), "not now");
});

claims("a limit that cannot be watched fails its own wait, and leaves the source", () => {
  const deaf = { aborted: false, addEventListener: refuse, removeEventListener: refuse } as unknown as AbortSignal;
  const clockless = new ManualEventLoop();
  clockless.startTimer = refuse;
  const slow = createScheduler({ loop: clockless });
  for (const [scheduler, loop, limited] of [
    [stage().scheduler, null, (source) => abortable(source, deaf)],
    [stage().scheduler, null, (source) => mapped(abortable(source, deaf), Number)],
    [slow, clockless, (source) => timeout(source, 5)],
    [slow, clockless, (source) => orClosed(deadline(source, 5), 0)],
  ] as [Scheduler, ManualEventLoop | null, (source: Source<number>) => Source<number>][]) {
    const [limitedTo, next, places] = [channel<number>(), channel<number>(), semaphore(1)];
    const held = places.tryAcquire();
    const task = scheduler.go(function* () {
      const errors: unknown[] = [];
      for (const source of [limitedTo.recv(), mapped(places.acquire(), () => 0)]) {
        try {
          yield* limited(source);
        } catch (error) {
          errors.push((error as Error).message);
        }
      }
      return [...errors, yield* next.recv()];
    });
    const run = (): void => (loop ?? (scheduler.loop as ManualEventLoop)).run();
    run();
    limitedTo.send(1);
    held?.release();
    run();
    assert.is(places.available, 1);
    assert.is(limitedTo.length, 1);
    next.send(2);
    run();
    assert.equal(task.poll(), ["refused", "refused", 2]);
  }
});

function refuse(): never {
  throw new Error("refused");
}

claims.run();
