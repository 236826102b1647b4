/**
 * The semaphore: a number of permits, handed out first come, first served.
 *
 * Invariants: while there are waiters, there are fewer permits than the first of them wants.
 */

import { badArgument, checkCount } from "../misuse.js";
import { type Entry, EntrySource } from "../source/entry.js";
import { type NotReady, notReady } from "../source/operation.js";
import type { Source } from "../source/source.js";
import { type Waiter, WaitList } from "../source/waiter.js";

/** Permits taken from a semaphore; `using` releases them. */
export interface SemaphorePermit extends Disposable {
  /** Gives the permits back; does nothing the second time. */
  release(): void;
}

/** Limits how much happens at once. */
export interface Semaphore {
  /** How many permits are free now. */
  readonly available: number;
  /** Waits for `count` permits (default: 1) and takes them. A request for many is not overtaken by one for few. */
  acquire(count?: number): Source<SemaphorePermit>;
  /** Takes `count` permits (default: 1) if they are free and there is no waiter, else returns null. */
  tryAcquire(count?: number): SemaphorePermit | null;
}

class CountingSemaphore implements Semaphore {
  available: number;
  readonly total: number;
  readonly waiters: WaitList<void>;
  private serving: boolean;

  constructor(permits: number) {
    this.available = permits;
    this.total = permits;
    this.waiters = new WaitList();
    this.serving = false;
  }

  acquire(count = 1): Source<SemaphorePermit> {
    this.check(count);
    return new Acquire(this, count);
  }

  tryAcquire(count = 1): SemaphorePermit | null {
    this.check(count);
    return this.waiters.head === null && count <= this.available ? new Taken(this, count) : null;
  }

  /**
   * Serves the waiters, in order, as far as the permits go. A claim may make other waiters leave, which asks for this
   * again before the permits are taken: the outer call goes on to serve them.
   */
  serve(): void {
    if (this.serving) return;
    this.serving = true;
    try {
      for (let first = this.next(); first !== null; first = this.next()) {
        this.waiters.remove(first);
        if (first.claim()) first.deliver();
      }
    } finally {
      this.serving = false;
    }
  }

  private next(): Entry<number> | null {
    const first = this.waiters.head as Entry<number> | null;
    return first !== null && first.value <= this.available ? first : null;
  }

  private check(count: number): void {
    if (Number.isSafeInteger(count) && count >= 1 && count <= this.total) return;
    throw badArgument(
      "the number of permits to acquire",
      count,
      `a whole number from 1 to ${this.total}, all there are`,
    );
  }
}

class Taken implements SemaphorePermit {
  private semaphore: CountingSemaphore | null;
  private readonly count: number;

  constructor(semaphore: CountingSemaphore, count: number) {
    this.semaphore = semaphore;
    this.count = count;
    semaphore.available -= count;
  }

  release(): void {
    const semaphore = this.semaphore;
    if (semaphore === null) return;
    this.semaphore = null;
    semaphore.available += this.count;
    semaphore.serve();
  }

  [Symbol.dispose](): void {
    this.release();
  }
}

class Acquire extends EntrySource<number, SemaphorePermit> {
  private readonly semaphore: CountingSemaphore;

  constructor(semaphore: CountingSemaphore, count: number) {
    super(semaphore.waiters, false, count);
    this.semaphore = semaphore;
  }

  poll(): SemaphorePermit | NotReady {
    return this.semaphore.tryAcquire(this.value) ?? notReady;
  }

  convert(): SemaphorePermit {
    return new Taken(this.semaphore, this.value);
  }

  override unsubscribe(waiter: Waiter<SemaphorePermit>): void {
    super.unsubscribe(waiter);
    // The next one may want fewer than the one that has left.
    this.semaphore.serve();
  }

  override describe(): string {
    return `acquire ${this.value} of a semaphore`;
  }
}

/**
 * Makes a semaphore with `permits` permits, a whole number from 1.
 *
 * @example
 * ```ts
 * import { go, semaphore, sleep } from "@mailslot/core";
 *
 * const connections = semaphore(2);
 * let open = 0;
 * let most = 0;
 * const jobs = Array.from({ length: 6 }, () =>
 *   go(function* query() {
 *     using _permit = yield* connections.acquire();
 *     most = Math.max(most, ++open);
 *     yield* sleep(1);
 *     open--;
 *   }),
 * );
 * for (const job of jobs) await job;
 * console.log(most); // 2
 * ```
 */
export function semaphore(permits: number): Semaphore {
  checkCount("the number of permits of a semaphore", permits);
  return new CountingSemaphore(permits);
}
