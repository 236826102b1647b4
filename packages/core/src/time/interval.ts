/** Ticks at a fixed rate. */

import { checkOwner, checkPositive } from "../misuse.js";
import { hereScheduler } from "../scheduler/go.js";
import type { SchedulerCore } from "../scheduler/scheduler.js";
import { untilClosed } from "../source/closed.js";
import { type NotReady, notReady } from "../source/operation.js";
import { QueuedSource } from "../source/queued-source.js";
import type { Source } from "../source/source.js";
import type { Waiter } from "../source/waiter.js";
import { Alarm, isStarted, wheelOf } from "./timer-wheel.js";

/** Ticks at a fixed rate: a wait gives the number of the tick, from 1. Asynchronously iterable, without end. */
export interface Interval extends Source<number>, AsyncIterable<number> {
  /** Milliseconds from tick to tick. */
  readonly period: number;
}

class FixedInterval extends QueuedSource<number> implements Interval {
  readonly period: number;
  private readonly scheduler: SchedulerCore;
  private readonly startedAt: number;
  private ticks: number;
  private readonly timer: Alarm;

  constructor(scheduler: SchedulerCore, period: number) {
    super();
    this.period = period;
    this.scheduler = scheduler;
    this.startedAt = scheduler.loop.now();
    this.ticks = 0;
    this.timer = new Alarm(0, () => this.fire());
  }

  poll(): number | NotReady {
    const due = Math.floor((this.scheduler.loop.now() - this.startedAt) / this.period);
    if (due <= this.ticks) return notReady;
    this.ticks = due;
    return due;
  }

  override subscribe(waiter: Waiter<number>): void {
    checkOwner(this.scheduler, waiter, this);
    if (this.waiters.head === null) this.start();
    super.subscribe(waiter);
  }

  override unsubscribe(waiter: Waiter<number>): void {
    super.unsubscribe(waiter);
    if (this.waiters.head === null) wheelOf(this.scheduler).stop(this.timer);
  }

  private start(): void {
    this.timer.when = Math.ceil(this.startedAt + (this.ticks + 1) * this.period);
    wheelOf(this.scheduler).start(this.timer);
  }

  /** Gives the tick to the waiters; it stays when none can be claimed, such as the idle loop of a select. */
  private fire(): void {
    const before = this.ticks;
    const tick = this.poll();
    if (tick !== notReady && !this.waiters.deliverAll(tick) && this.ticks === tick) this.ticks = before;
    if (this.waiters.head !== null && !isStarted(this.timer)) this.start();
  }

  [Symbol.asyncIterator](): AsyncGenerator<number, void, undefined> {
    return untilClosed(this);
  }

  override describe(): string {
    return `interval of ${this.period} ms`;
  }
}

/**
 * Makes a fixed-rate interval of `period` milliseconds (a number above 0), which begins now. Ticks that were not taken
 * in time are skipped, and the numbers show it; the rate does not drift.
 *
 * @example
 * ```ts
 * import { go, interval } from "@mailslot/core";
 *
 * const task = go(function* clock() {
 *   const everyMs = interval(1);
 *   const first = yield* everyMs;
 *   const second = yield* everyMs;
 *   return second > first;
 * });
 * console.log(await task); // true
 * ```
 */
export function interval(period: number): Interval {
  checkPositive("the period of an interval", period, "a number of milliseconds above 0");
  return new FixedInterval(hereScheduler(), period);
}
