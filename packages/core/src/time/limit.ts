/** Limits to any wait: a time-out, a deadline, an AbortSignal. What comes first wins; a wait given up takes nothing. */
import { CancelledError, TimeoutError } from "../errors.js";
import { badArgument } from "../misuse.js";
import { hereScheduler } from "../scheduler/go.js";
import type { Scheduler } from "../scheduler/scheduler.js";
import { giveUp, nameOf, undo } from "../source/give-up.js";
import { type NotReady, notReady } from "../source/operation.js";
import { type Relay, RelaySource } from "../source/relay.js";
import type { Source } from "../source/source.js";
import type { Waiter } from "../source/waiter.js";
import { checkDuration } from "./sleep.js";
import { Alarm, wheelOf } from "./timer-wheel.js";

/** Calls back when the limit is reached; returns what stops watching. */
type Watch = (reached: () => void) => () => void;

/** Who gives up without having waited. */
const NOBODY: Waiter<unknown> = { after: null, before: null, claim: () => false, deliver: nothing, fail: nothing };

function nothing(): void {
  // Nobody is there to be told.
}

class Limited<T> extends RelaySource<T, T> {
  private readonly source: Source<T>;
  /** Returns the error when the limit is reached, else null. */
  private readonly limitError: () => Error | null;
  private readonly watch: Watch;
  private readonly stops: Map<Relay<T, T>, () => void>;
  /** Where it is reported that the source cannot be left. */
  private readonly scheduler: Scheduler;

  constructor(scheduler: Scheduler, source: Source<T>, limitError: () => Error | null, watch: Watch) {
    super();
    this.scheduler = scheduler;
    this.source = source;
    this.limitError = limitError;
    this.watch = watch;
    this.stops = new Map();
  }

  convert(value: T): T {
    return value;
  }

  poll(): T | NotReady {
    const value = this.source.poll();
    const error = value === notReady ? this.limitError() : null;
    if (error === null) return value;
    giveUp(this.source, NOBODY, this.scheduler); // a source that acted when it was made, as a send does, takes that back
    throw error;
  }

  /** Watches the limit only for a relay that waits still: the source may have completed it while it entered. */
  protected enter(relay: Relay<T, T>): void {
    try {
      this.source.subscribe(relay); // user code may run here
    } catch (error) {
      undo(this.source, relay);
      throw error;
    }
    if (this.isEntered(relay))
      this.stops.set(
        relay,
        this.watch(() => this.reached(relay)),
      );
  }

  /** Leaves the source whether or not the wait can be failed: one that is refused is asked again by whoever waits. */
  private reached(relay: Relay<T, T>): void {
    const isClaimed = relay.claim();
    giveUp(this.source, relay, this.scheduler);
    if (isClaimed) relay.fail(this.limitError());
  }

  protected leave(relay: Relay<T, T>): void {
    this.source.unsubscribe(relay);
  }

  override forget(relay: Relay<T, T>): void {
    super.forget(relay);
    const stop = this.stops.get(relay);
    if (stop === undefined) return;
    this.stops.delete(relay);
    stop();
  }

  override describe(): string {
    return nameOf(this.source);
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
    signal.aborted ? new CancelledError(`the wait for ${nameOf(operation)} was aborted`, signal.reason) : null;
  return new Limited(hereScheduler(), operation, error, (reached) => {
    signal.addEventListener("abort", reached, { once: true });
    return () => signal.removeEventListener("abort", reached);
  });
}

function limitedInTime<T>(operation: Source<T>, scheduler: Scheduler, until: number, when: string): Source<T> {
  const error = (): Error | null =>
    scheduler.loop.now() >= until ? new TimeoutError(`${nameOf(operation)} did not complete ${when}`) : null;
  return new Limited(scheduler, operation, error, (reached) => {
    const timer = new Alarm(Math.ceil(until), reached);
    if (until < Number.POSITIVE_INFINITY) wheelOf(scheduler).start(timer);
    return () => wheelOf(scheduler).stop(timer);
  });
}
