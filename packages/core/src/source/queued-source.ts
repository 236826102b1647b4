/** A source that keeps all its waiters in one queue, as most sources do. */
import { Source } from "./source.js";
import { type Waiter, WaitList } from "./waiter.js";

/**
 * A {@link Source} with its queue of waiters. A class that extends it adds `poll`, and calls `this.waiters` when something
 * happens: `take()?.deliver(value)` for the first, `deliverAll(value)` for all.
 */
export abstract class QueuedSource<T> extends Source<T> {
  /** The waiters, first come, first served. */
  protected readonly waiters: WaitList<T>;

  constructor() {
    super();
    this.waiters = new WaitList();
  }

  subscribe(waiter: Waiter<T>): void {
    this.waiters.add(waiter);
  }

  unsubscribe(waiter: Waiter<T>): void {
    this.waiters.remove(waiter);
  }
}
