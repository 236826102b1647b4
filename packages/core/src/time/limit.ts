/** Limits to any wait: a time-out, a deadline, an AbortSignal. What comes first wins; a limited wait takes nothing. */
import { CancelledError, TimeoutError } from "../errors.js";
import { hereScheduler } from "../go.js";
import { badArgument } from "../misuse.js";
import { type NotReady, notReady } from "../operation.js";
import type { Scheduler } from "../scheduler.js";
import { Source } from "../source.js";
import type { Waiter } from "../waiter.js";
import { checkDuration } from "./sleep.js";
import { Timer, wheelOf } from "./timer-wheel.js";

/** Starts to watch for a limit, and calls back when it is reached; returns what stops watching. */
type Watch = (reached: () => void) => () => void;

class Limited<T> extends Source<T> {
  private readonly source: Source<T>;
  /** Returns the error when the limit is reached already, else null. */
  private readonly reached: () => Error | null;
  private readonly watch: Watch;
  private readonly waits: Map<Waiter<T>, LimitedWait<T>>;

  constructor(source: Source<T>, reached: () => Error | null, watch: Watch) {
    super();
    this.source = source;
    this.reached = reached;
    this.watch = watch;
    this.waits = new Map();
  }

  poll(): T | NotReady {
    const value = this.source.poll();
    if (value !== notReady) return value;
    const error = this.reached();
    if (error !== null) throw error;
    return notReady;
  }

  subscribe(waiter: Waiter<T>): void {
    const wait = new LimitedWait(waiter, () => this.waits.delete(waiter));
    this.waits.set(waiter, wait);
    this.source.subscribe(wait);
    wait.stopWatching = this.watch(() => {
      if (!wait.claim()) return;
      this.source.unsubscribe(wait);
      wait.fail(this.reached());
    });
  }

  unsubscribe(waiter: Waiter<T>): void {
    const wait = this.waits.get(waiter);
    if (wait === undefined) return;
    wait.stop();
    this.source.unsubscribe(wait);
  }

  override describe(): string {
    return this.source.describe();
  }
}

class LimitedWait<T> implements Waiter<T> {
  after: Waiter | null;
  before: Waiter | null;
  stopWatching: (() => void) | null;
  private readonly outer: Waiter<T>;
  private readonly forget: () => void;

  constructor(outer: Waiter<T>, forget: () => void) {
    this.after = null;
    this.before = null;
    this.stopWatching = null;
    this.outer = outer;
    this.forget = forget;
  }

  claim(): boolean {
    if (!this.outer.claim()) return false;
    this.stop();
    return true;
  }

  stop(): void {
    this.forget();
    this.stopWatching?.();
  }

  deliver(value: T): void {
    this.outer.deliver(value);
  }

  fail(error: unknown): void {
    this.outer.fail(error);
  }
}

class LimitTimer extends Timer {
  private readonly reached: () => void;

  constructor(when: number, reached: () => void) {
    super(when);
    this.reached = reached;
  }

  fire(): void {
    this.reached();
  }
}

/**
 * Waits for `operation`, at most `ms` milliseconds from now; then gives it up and fails with {@link TimeoutError}.
 * What is ready is taken, however late it is asked for.
 */
export function timeout<T>(operation: Source<T>, ms: number): Source<T> {
  checkDuration("the time limit", ms);
  const scheduler = hereScheduler();
  return limitedInTime(operation, scheduler, scheduler.loop.now() + ms, `within ${ms} ms`);
}

/** Waits for `operation` as {@link timeout} does, until the scheduler's clock shows `at` milliseconds. */
export function deadline<T>(operation: Source<T>, at: number): Source<T> {
  if (typeof at !== "number" || Number.isNaN(at)) throw badArgument("the deadline", at, "a number of milliseconds");
  return limitedInTime(operation, hereScheduler(), at, `by its deadline of ${at} ms`);
}

/** Waits for `operation` until `signal` aborts; then gives it up and fails with {@link CancelledError}. */
export function abortable<T>(operation: Source<T>, signal: AbortSignal): Source<T> {
  const error = (): Error | null =>
    signal.aborted ? new CancelledError(`the wait for ${operation.describe()} was aborted`, signal.reason) : null;
  return new Limited(operation, error, (reached) => {
    signal.addEventListener("abort", reached, { once: true });
    return () => signal.removeEventListener("abort", reached);
  });
}

function limitedInTime<T>(operation: Source<T>, scheduler: Scheduler, until: number, when: string): Source<T> {
  const error = (): Error | null =>
    scheduler.loop.now() >= until ? new TimeoutError(`${operation.describe()} did not complete ${when}`) : null;
  return new Limited(operation, error, (reached) => {
    if (until === Number.POSITIVE_INFINITY) return () => undefined;
    const timer = new LimitTimer(Math.ceil(until), reached);
    wheelOf(scheduler).start(timer);
    return () => wheelOf(scheduler).stop(timer);
  });
}
