/**
 * A rate limiter: so many at once, and so many per time. It is a token bucket, kept as the one time at which it would be full
 * (the generic cell rate algorithm, ITU-T I.371), so nothing happens while nobody asks.
 *
 * Invariants: while there are waiters, the alarm is set for the time at which the first of them may go.
 */
import { isOneClock } from "../host/event-loop.js";
import { badArgument, checkCount, checkOptions, checkOwner, checkPositive } from "../misuse.js";
import { hereScheduler } from "../scheduler/go.js";
import type { SchedulerCore } from "../scheduler/scheduler.js";
import { type Entry, EntrySource } from "../source/entry.js";
import { type NotReady, notReady } from "../source/operation.js";
import type { Source } from "../source/source.js";
import { claim, deliver, type Waiter, WaitList } from "../source/waiter.js";
import { Alarm, wheelOf } from "../time/timer-wheel.js";

/** What a rate limiter lets through. */
export interface RateLimiterOptions {
  /** How many may pass in `per` milliseconds: a number above 0. */
  readonly limit: number;
  /** The milliseconds for which `limit` counts, a number above 0. Default: 1000. */
  readonly per?: number;
  /** How many may pass at once after a pause, a whole number from 1. Default: `limit`, at least 1. */
  readonly burst?: number;
}

/** Lets so many pass in a time, first come, first served. */
export interface RateLimiter {
  /** How many may pass now. */
  readonly available: number;
  /** Waits until `count` (default: 1, at most `burst`) may pass. A wait that is given up uses nothing. */
  acquire(count?: number): Source<void>;
  /** Returns whether `count` (default: 1) may pass now, ahead of no waiter; if so, they have passed. */
  tryAcquire(count?: number): boolean;
}

/**
 * Makes a rate limiter. It goes by the clock of the scheduler on which it is used, and begins with a full burst. Fails with
 * `ERR_MAILSLOT_ARGUMENT` when a number makes no sense, or more than `burst` are to pass at once.
 *
 * @example
 * ```ts
 * import { createScheduler, ManualEventLoop, rateLimiter } from "@mailslot/core";
 *
 * const loop = new ManualEventLoop();
 * const task = createScheduler({ loop }).go(function* client() {
 *   const limiter = rateLimiter({ limit: 10, burst: 1 });
 *   for (let call = 0; call < 3; call++) yield* limiter.acquire();
 *   return loop.now();
 * });
 * loop.advance(1_000);
 * console.log(await task); // 200: one at once, then one each 100 ms
 * ```
 */
export function rateLimiter(options: RateLimiterOptions): RateLimiter {
  checkOptions("rateLimiter()", options);
  const { limit, per = 1000, burst } = options;
  checkPositive("the limit of a rate limiter", limit, "a number above 0");
  checkPositive("the time of a rate limiter", per, "a number of milliseconds above 0");
  const most = burst === undefined ? Math.max(1, Math.floor(limit)) : burst;
  checkCount("the burst of a rate limiter", most);
  return new Bucket(hereScheduler(), per / limit, most);
}

class Bucket implements RateLimiter {
  /** By whose clock it goes: that of who uses it, and while there are waiters, theirs. */
  scheduler: SchedulerCore;
  readonly waiters: WaitList<void>;
  private readonly interval: number;
  private readonly burst: number;
  /** When it is full again. */
  private fullAt: number;
  private readonly alarm: Alarm;
  private serving: boolean;

  constructor(scheduler: SchedulerCore, interval: number, burst: number) {
    this.scheduler = scheduler;
    this.waiters = new WaitList();
    this.interval = interval;
    this.burst = burst;
    this.fullAt = Number.NEGATIVE_INFINITY;
    this.alarm = new Alarm(0, () => this.serve());
    this.serving = false;
  }

  get available(): number {
    this.bind();
    const missing = Math.max(0, this.fullAt - this.scheduler.loop.now()) / this.interval;
    return Math.max(0, Math.floor(this.burst - missing + ROUNDING));
  }

  toJSON(): string {
    return `a rate limiter of ${this.burst} in ${this.burst * this.interval} ms`;
  }

  acquire(count = 1): Source<void> {
    this.check(count);
    return new Passage(this, count);
  }

  tryAcquire(count = 1): boolean {
    this.check(count);
    if (this.waiters.head !== null || count > this.available) return false;
    this.pass(count);
    return true;
  }

  /** Lets the waiters pass, in order, as far as the time allows; sets the alarm for the next. */
  serve(): void {
    if (this.serving) return; // a claim, in which user code may run, asks for what is going on
    this.serving = true;
    try {
      for (let first = this.next(); first !== null; first = this.next()) {
        this.waiters.remove(first);
        if (!claim(first)) continue;
        this.pass(first.value);
        deliver(first as Waiter<void>, undefined);
      }
    } finally {
      this.serving = false;
    }
    this.setAlarm();
  }

  /** Another clock, such as that of a test, knows nothing of what has passed by the last. */
  private bind(): void {
    const scheduler = hereScheduler();
    if (scheduler === this.scheduler || this.waiters.head !== null) return;
    if (!isOneClock(scheduler.loop, this.scheduler.loop)) this.fullAt = Number.NEGATIVE_INFINITY;
    this.scheduler = scheduler;
  }

  private next(): Entry<number> | null {
    const first = this.waiters.head as Entry<number> | null;
    return first !== null && first.value <= this.available ? first : null;
  }

  private pass(count: number): void {
    this.fullAt = Math.max(this.fullAt, this.scheduler.loop.now()) + count * this.interval;
  }

  private setAlarm(): void {
    const first = this.waiters.head as Entry<number> | null;
    const wheel = wheelOf(this.scheduler);
    wheel.stop(this.alarm);
    if (first === null) return;
    this.alarm.when = Math.ceil(this.fullAt - (this.burst - first.value) * this.interval - ROUNDING);
    wheel.start(this.alarm);
  }

  private check(count: number): void {
    if (Number.isSafeInteger(count) && count >= 1 && count <= this.burst) return;
    throw badArgument(
      "the number to pass a rate limiter",
      count,
      `a whole number from 1 to its burst of ${this.burst}`,
    );
  }
}

class Passage extends EntrySource<number, void> {
  private readonly bucket: Bucket;

  constructor(bucket: Bucket, count: number) {
    super(bucket.waiters, false, count);
    this.bucket = bucket;
  }

  poll(): undefined | NotReady {
    return this.bucket.tryAcquire(this.value) ? undefined : notReady;
  }

  convert(): void {}

  override subscribe(waiter: Waiter<void>): void {
    checkOwner(this.bucket.scheduler, waiter, this);
    super.subscribe(waiter);
    this.bucket.serve();
  }

  override unsubscribe(waiter: Waiter<void>): void {
    super.unsubscribe(waiter);
    this.bucket.serve(); // the next one may want fewer
  }

  override describe(): string {
    return `passage of ${this.value} through a rate limiter`;
  }
}

/** Below what counts: times are sums of fractions. */
const ROUNDING = 1e-6;
