/**
 * A source that nearly always has one waiter. A program has oneshots and sleeps by the million, and a list for each would
 * take 40 bytes; so the first waiter stands in the source itself, and the others hang on its links.
 *
 * Invariants: one waiter alone has no links. Of several, each `after` leads to the next, each `before` to the previous,
 * and that of the first to the last.
 */
import { raise } from "../host/raise.js";
import { checkScheduler } from "../misuse.js";
import { Source } from "./source.js";
import type { Waiter } from "./waiter.js";

/**
 * A {@link Source} that takes little memory, for sources that exist by the million and have one waiter each. A class that
 * extends it adds `poll`, and calls `deliverToAll` or `failAll` when it completes.
 */
export abstract class CompactSource<T> extends Source<T> {
  /** The first waiter, or null. */
  protected waiting: Waiter<T> | null;

  constructor() {
    super();
    this.waiting = null;
  }

  subscribe(waiter: Waiter<T>): void {
    const first = this.waiting;
    if (first === null) this.waiting = waiter;
    else {
      checkScheduler(first, waiter, this);
      append(first, waiter);
    }
  }

  unsubscribe(waiter: Waiter<T>): void {
    const first = this.waiting;
    if (first === waiter) this.waiting = withoutFirst(first) as Waiter<T> | null;
    else if (first !== null && waiter.before?.after === waiter && (waiter.after !== null || first.before === waiter))
      takeOut(first, waiter);
  }

  /** Completes every waiter with `value`. */
  protected deliverToAll(value: T): void {
    for (let first = this.waiting; first !== null; first = this.waiting) {
      this.waiting = first.after === null ? null : (withoutFirst(first) as Waiter<T>);
      try {
        if (first.claim()) first.deliver(value); // user code may run here: a waiter of another package
      } catch (error) {
        raise(error); // the others are served all the same
      }
    }
  }

  /** Fails every waiter with `error`. */
  protected failAll(error: unknown): void {
    for (let first = this.waiting; first !== null; first = this.waiting) {
      this.waiting = withoutFirst(first) as Waiter<T> | null;
      try {
        if (first.claim()) first.fail(error); // user code may run here: a waiter of another package
      } catch (failure) {
        raise(failure); // the others are served all the same
      }
    }
  }
}

function append(first: Waiter, waiter: Waiter): void {
  const last = first.before ?? first;
  last.after = waiter;
  waiter.before = last;
  first.before = waiter;
}

/** Takes the first waiter out, and returns the one that is first then. */
function withoutFirst(first: Waiter): Waiter | null {
  const { after, before } = first;
  first.after = null;
  first.before = null;
  if (after !== null) after.before = after === before ? null : before;
  return after;
}

function takeOut(first: Waiter, waiter: Waiter): void {
  const { after } = waiter;
  const before = waiter.before as Waiter;
  before.after = after;
  if (after !== null) after.before = before;
  else first.before = before === first ? null : before;
  waiter.after = null;
  waiter.before = null;
}
