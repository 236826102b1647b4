/**
 * A source that nearly always has one waiter: it holds that one itself, and a list only for several. A program has
 * oneshots and sleeps by the million, and a list takes 40 bytes.
 *
 * Invariants: `waiting` is null, the only waiter, or a list of several.
 */
import { checkScheduler, Source } from "./source.js";
import { type Waiter, WaitList } from "./waiter.js";

/**
 * A {@link Source} that takes little memory, for sources that exist by the million and have one waiter each. A class that
 * extends it adds `poll`, and calls `deliverToAll` or `failAll` when it completes.
 */
export abstract class CompactSource<T> extends Source<T> {
  /** The waiter, or a list of several. */
  protected waiting: Waiter<T> | WaitList<T> | null;

  constructor() {
    super();
    this.waiting = null;
  }

  subscribe(waiter: Waiter<T>): void {
    if (this.waiting === null) {
      this.waiting = waiter;
      return;
    }
    if (!(this.waiting instanceof WaitList)) {
      const list = new WaitList<T>();
      list.add(this.waiting);
      this.waiting = list;
    }
    checkScheduler(this.waiting.head, waiter, this);
    this.waiting.add(waiter);
  }

  unsubscribe(waiter: Waiter<T>): void {
    if (this.waiting instanceof WaitList) {
      this.waiting.remove(waiter);
      if (this.waiting.head === null) this.waiting = null;
    } else if (this.waiting === waiter) this.waiting = null;
  }

  /** Completes every waiter with `value`. */
  protected deliverToAll(value: T): void {
    const waiting = this.waiting;
    if (waiting === null) return;
    if (waiting instanceof WaitList) waiting.deliverAll(value);
    else {
      this.waiting = null;
      if (waiting.claim()) waiting.deliver(value);
    }
    this.forgetList(waiting);
  }

  /** Fails every waiter with `error`. */
  protected failAll(error: unknown): void {
    const waiting = this.waiting;
    if (waiting === null) return;
    if (waiting instanceof WaitList) waiting.failAll(() => error);
    else {
      this.waiting = null;
      if (waiting.claim()) waiting.fail(error);
    }
    this.forgetList(waiting);
  }

  /** Drops a list that is empty; a new waiter may have come while it was served. */
  private forgetList(waiting: Waiter<T> | WaitList<T>): void {
    if (this.waiting === waiting && waiting instanceof WaitList && waiting.head === null) this.waiting = null;
  }
}
