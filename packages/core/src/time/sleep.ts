/** Sleeping for a duration, or until a point in time. The time starts when the operation is made, not when it is waited on. */

import { checkDuration, checkOwner, checkTime } from "../misuse.js";
import { hereScheduler } from "../scheduler/go.js";
import type { SchedulerCore } from "../scheduler/scheduler.js";
import { CompactSource } from "../source/compact-source.js";
import { type NotReady, notReady } from "../source/operation.js";
import type { Source } from "../source/source.js";
import type { Waiter } from "../source/waiter.js";
import { type Link, type Timer, wheelOf } from "./timer-wheel.js";

/** A sleep is its own timer: programs have them by the million. */
class Sleep extends CompactSource<void> implements Timer {
  later: Link;
  sooner: Link;
  private readonly scheduler: SchedulerCore;
  /** Read by dumps. */
  readonly until: number;

  constructor(scheduler: SchedulerCore, until: number) {
    super();
    this.later = this;
    this.sooner = this;
    this.scheduler = scheduler;
    this.until = until;
  }

  get when(): number {
    return Math.ceil(this.until);
  }

  poll(): undefined | NotReady {
    return this.scheduler.loop.now() < this.until ? notReady : undefined;
  }

  override subscribe(waiter: Waiter<void>): void {
    checkOwner(this.scheduler, waiter, this);
    if (this.waiting === null) wheelOf(this.scheduler).start(this);
    super.subscribe(waiter);
  }

  override unsubscribe(waiter: Waiter<void>): void {
    super.unsubscribe(waiter);
    if (this.waiting === null) wheelOf(this.scheduler).stop(this);
  }

  fire(): void {
    this.deliverToAll();
  }

  override describe(): string {
    return `sleep until ${this.until.toFixed(1)} ms`;
  }
}

/**
 * Waits `ms` milliseconds from now, by the clock of the running task's scheduler; never less.
 *
 * @example
 * ```ts
 * import { go, sleep } from "@mailslot/core";
 *
 * const task = go(function* nap() {
 *   yield* sleep(5);
 *   return "awake";
 * });
 * console.log(await task); // awake
 * ```
 */
export function sleep(ms: number): Source<void> {
  checkDuration("the time to sleep", ms);
  const scheduler = hereScheduler();
  return new Sleep(scheduler, scheduler.loop.now() + ms);
}

/**
 * Waits until the clock of the scheduler (`currentScheduler().loop.now()`) shows `at` milliseconds.
 *
 * @example
 * ```ts
 * import { currentScheduler, go, sleepUntil } from "@mailslot/core";
 *
 * const task = go(function* steady() {
 *   const start = currentScheduler().loop.now();
 *   for (let n = 1; n <= 3; n++) yield* sleepUntil(start + n * 2); // does not drift
 *   return currentScheduler().loop.now() - start >= 6;
 * });
 * console.log(await task); // true
 * ```
 */
export function sleepUntil(at: number): Source<void> {
  checkTime("the time to sleep until", at);
  return new Sleep(hereScheduler(), at);
}
