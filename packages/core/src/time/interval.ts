/** Ticks at a fixed rate. */
import { hereScheduler } from "../go.js";
import { badArgument, checkOwner } from "../misuse.js";
import { type NotReady, notReady } from "../operation.js";
import type { Scheduler } from "../scheduler.js";
import { Source } from "../source.js";
import { type Waiter, WaitList } from "../waiter.js";
import { Timer, wheelOf } from "./timer-wheel.js";

/** Ticks at a fixed rate: waiting on it gives the number of the tick, from 1. Asynchronously iterable, without end. */
export interface Interval extends Source<number>, AsyncIterable<number> {
  /** Milliseconds from tick to tick. */
  readonly period: number;
}

class FixedInterval extends Source<number> implements Interval {
  readonly period: number;
  private readonly scheduler: Scheduler;
  private readonly start: number;
  private ticks: number;
  private readonly timer: IntervalTimer;

  constructor(scheduler: Scheduler, period: number) {
    super();
    this.period = period;
    this.scheduler = scheduler;
    this.start = scheduler.loop.now();
    this.ticks = 0;
    this.timer = new IntervalTimer(this);
  }

  poll(): number | NotReady {
    const due = Math.floor((this.scheduler.loop.now() - this.start) / this.period);
    if (due <= this.ticks) return notReady;
    this.ticks = due;
    return due;
  }

  subscribe(waiter: Waiter<number>): void {
    checkOwner(this.scheduler, waiter, this);
    this.timer.waiters.add(waiter);
    this.timer.when = Math.ceil(this.start + (this.ticks + 1) * this.period);
    if (this.timer.waiters.head === waiter) wheelOf(this.scheduler).start(this.timer);
  }

  unsubscribe(waiter: Waiter<number>): void {
    this.timer.waiters.remove(waiter);
    if (this.timer.waiters.head === null) wheelOf(this.scheduler).stop(this.timer);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<number, void, undefined> {
    for (;;) yield await this;
  }

  override describe(): string {
    return `interval of ${this.period} ms`;
  }
}

class IntervalTimer extends Timer {
  readonly waiters: WaitList<number>;
  private readonly interval: FixedInterval;

  constructor(interval: FixedInterval) {
    super(0);
    this.waiters = new WaitList();
    this.interval = interval;
  }

  fire(): void {
    const tick = this.interval.poll();
    if (tick !== notReady) this.waiters.deliverAll(tick);
  }
}

/**
 * Makes a fixed-rate interval of `period` milliseconds (a number above 0), which begins now. Ticks that nobody took
 * in time are skipped, and the numbers show it; the rate does not drift.
 */
export function interval(period: number): Interval {
  if (!(period > 0 && period < Number.POSITIVE_INFINITY)) {
    throw badArgument("the period of an interval", period, "a number of milliseconds above 0");
  }
  return new FixedInterval(hereScheduler(), period);
}
