/** Those who wait for room in a channel, in its list of senders: with a message, or for a permit. */
import type { Waiter } from "./waiter.js";

/** Somebody who waits to get in. */
export interface Entry<T> extends Waiter {
  /** Whether it brings a message, rather than wanting a permit. */
  readonly carries: boolean;
  /** The message, if it brings one. */
  readonly value: T;
  /** Tells it that it is in. */
  admitted(): void;
}

/** The entry of a source that somebody waits on: it stands for that waiter. */
export class EntryWaiter<T, R> implements Entry<T> {
  after: Waiter | null;
  before: Waiter | null;
  readonly carries: boolean;
  readonly value: T;
  private readonly outer: Waiter<R>;
  private readonly entries: Map<Waiter<R>, EntryWaiter<T, R>>;
  private readonly result: () => R;

  constructor(
    outer: Waiter<R>,
    entries: Map<Waiter<R>, EntryWaiter<T, R>>,
    carries: boolean,
    value: T,
    result: () => R,
  ) {
    this.after = null;
    this.before = null;
    this.carries = carries;
    this.value = value;
    this.outer = outer;
    this.entries = entries;
    this.result = result;
    entries.set(outer, this);
  }

  claim(): boolean {
    this.entries.delete(this.outer);
    return this.outer.claim();
  }

  admitted(): void {
    this.outer.deliver(this.result());
  }

  deliver(): void {
    this.admitted();
  }

  fail(error: unknown): void {
    this.outer.fail(error);
  }
}
