/** Limits to any wait: a time-out, a deadline, an AbortSignal. The first to happen wins; a wait that is given up takes nothing. */
import { CancelledError, TimeoutError } from "../errors.js";
import { isOneClock } from "../host/event-loop.js";
import { checkSignal, onAbort } from "../host/on-abort.js";
import { checkDuration, checkOperation, checkTime } from "../misuse.js";
import { hereScheduler } from "../scheduler/go.js";
import { runningTask } from "../scheduler/running.js";
import type { SchedulerCore } from "../scheduler/scheduler.js";
import { giveUp, nameOf } from "../source/give-up.js";
import { type NotReady, notReady } from "../source/operation.js";
import { type Relay, Wrapper } from "../source/relay.js";
import type { Source } from "../source/source.js";
import { Nobody } from "../source/waiter.js";
import { Alarm, wheelOf } from "./timer-wheel.js";

/** The end of a wait. */
interface Limit {
  /** Reports that a source cannot be left. */
  readonly scheduler: SchedulerCore;
  /** Returns the error when the limit is reached, else null. */
  error(source: Source<unknown>): Error | null;
  /** Calls back when the limit is reached; returns a function that stops watching. */
  watch(reached: () => void): () => void;
}

class Limited<T> extends Wrapper<T, T> {
  private readonly limit: Limit;
  private readonly stops: Map<Relay<T, T>, () => void>;

  constructor(source: Source<T>, limit: Limit) {
    super(source);
    this.limit = limit;
    this.stops = new Map();
  }

  convert(value: T): T {
    return value;
  }

  poll(): T | NotReady {
    const value = this.source.poll();
    const error = value === notReady ? this.limit.error(this.source) : null;
    if (error === null) return value;
    giveUp(this.source, new Nobody(), this.limit.scheduler); // a source that acted when it was made, as a send does, undoes that
    throw error;
  }

  /** Watches the limit only for a relay that still waits: the source may have completed it while it entered. */
  protected override attach(relay: Relay<T, T>): void {
    super.attach(relay); // user code may run here
    if (!this.isEntered(relay)) return;
    const stop = this.limit.watch(() => this.reached(relay));
    if (this.isEntered(relay)) this.stops.set(relay, stop);
  }

  /** Leaves the source whether or not the wait can be failed: one that is refused is asked again when its waiter waits again. */
  private reached(relay: Relay<T, T>): void {
    const isClaimed = relay.claim();
    giveUp(this.source, relay, this.limit.scheduler);
    if (isClaimed) relay.fail(this.limit.error(this.source));
  }

  override forget(relay: Relay<T, T>): void {
    super.forget(relay);
    const stop = this.stops.get(relay);
    this.stops.delete(relay);
    stop?.();
  }
}

/**
 * Waits for `operation`, at most `ms` milliseconds from now; then gives it up and fails with {@link TimeoutError}.
 * A value that is ready is taken, however late the wait begins.
 *
 * @example
 * ```ts
 * import { channel, go, timeout } from "@mailslot/core";
 *
 * const silent = channel<string>();
 * const outcome = await go(() => timeout(silent.recv(), 10)).outcome();
 * if (outcome.status === "failed") console.log(`${outcome.error}`); // TimeoutError: recv on channel() did not complete within 10 ms
 * ```
 */
export function timeout<T>(operation: Source<T>, ms: number): Source<T> {
  checkDuration("the time limit", ms);
  return new Limited(checkOperation("timeout", operation), new TimeLimit(ms, false, `within ${ms} ms`));
}

/**
 * Waits for `operation` as {@link timeout} does, until the scheduler's clock shows `at` milliseconds.
 *
 * @example
 * ```ts
 * import { channel, currentScheduler, deadline, go } from "@mailslot/core";
 *
 * const silent = channel<string>();
 * const task = go(function* () {
 *   const at = currentScheduler().loop.now() + 10; // one limit for several waits
 *   yield* deadline(silent.recv(), at);
 *   yield* deadline(silent.recv(), at);
 * });
 * console.log((await task.outcome()).status); // failed
 * ```
 */
export function deadline<T>(operation: Source<T>, at: number): Source<T> {
  checkTime("the deadline", at);
  return new Limited(checkOperation("deadline", operation), new TimeLimit(at, true, `by its deadline of ${at} ms`));
}

/**
 * A time by the clock of a scheduler. A limit made outside every task uses the clock of the first task that waits, and its
 * time begins there, unless both schedulers have one clock.
 */
class TimeLimit implements Limit {
  scheduler: SchedulerCore;
  /** Read by dumps. */
  until: number;
  private readonly ms: number;
  private readonly isAbsolute: boolean;
  private readonly when: string;
  private bound: boolean;

  constructor(ms: number, isAbsolute: boolean, when: string) {
    this.bound = runningTask() !== null;
    this.scheduler = hereScheduler();
    this.until = isAbsolute ? ms : this.scheduler.loop.now() + ms;
    this.ms = ms;
    this.isAbsolute = isAbsolute;
    this.when = when;
  }

  error(source: Source<unknown>): Error | null {
    if (!this.bound) this.bind();
    if (this.scheduler.loop.now() < this.until) return null;
    return new TimeoutError(`${nameOf(source)} did not complete ${this.when}`);
  }

  watch(reached: () => void): () => void {
    const wheel = wheelOf(this.scheduler);
    const timer = new Alarm(Math.ceil(this.until), reached);
    if (this.until < Number.POSITIVE_INFINITY) wheel.start(timer);
    return () => wheel.stop(timer);
  }

  private bind(): void {
    if (runningTask() === null) return;
    const scheduler = hereScheduler();
    this.bound = true;
    if (!this.isAbsolute && !isOneClock(scheduler.loop, this.scheduler.loop))
      this.until = scheduler.loop.now() + this.ms;
    this.scheduler = scheduler;
  }
}

/**
 * Waits for `operation` until `signal` aborts; then gives it up and fails with {@link CancelledError}.
 *
 * @example
 * ```ts
 * import { abortable, channel, go } from "@mailslot/core";
 *
 * const controller = new AbortController();
 * const task = go(() => abortable(channel<string>().recv(), controller.signal));
 * controller.abort("closed by the user");
 * const outcome = await task.outcome();
 * if (outcome.status === "failed") console.log((outcome.error as Error).cause); // closed by the user
 * ```
 */
export function abortable<T>(operation: Source<T>, signal: AbortSignal): Source<T> {
  checkSignal("the signal given to abortable()", signal);
  return new Limited(checkOperation("abortable", operation), {
    scheduler: hereScheduler(),
    error: (source) =>
      signal.aborted ? new CancelledError(`the wait for ${nameOf(source)} was aborted`, signal.reason) : null,
    watch: (reached) => onAbort(signal, reached),
  });
}
