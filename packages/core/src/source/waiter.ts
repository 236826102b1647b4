/**
 * Waiters, and the list a source keeps them in. A task, a promise and a case of a select wait in the same way: they
 * stand in the list of a source until the source takes one out, claims it and delivers. Claiming makes a wait on
 * several sources one instant: a waiter that another source has completed refuses, and the next is taken (Go's
 * `dequeue` in chan.go).
 */

import { raise } from "../host/raise.js";
import { checkKind } from "../misuse.js";

/** A task, promise or case of a select that waits for one value of a source. */
export interface Waiter<in T = never> {
  /** The link to the next waiter; it belongs to the list the waiter stands in. */
  after: Waiter | null;
  /** The link to the previous waiter; it belongs to the list the waiter stands in. */
  before: Waiter | null;
  /** Returns whether the waiter can still be served. After `true` exactly one `deliver` or `fail` must follow at once. */
  claim(): boolean;
  /** Completes the wait with a value. */
  deliver(value: T): void;
  /** Completes the wait with an error. */
  fail(error: unknown): void;
}

/**
 * Whether a waiter that refuses is only busy: it asks its source later, or leaves it, as the case of a `selectEach` does.
 * What opens something keeps that for it. Any other that refuses has left.
 */
export function isReturning<T>(waiter: Waiter<T> & { readonly returns?: boolean }): boolean {
  return waiter.returns === true;
}

// A waiter may be of another package, and what it throws is its own mistake: no concern of the party that sends, closes or
// releases. The platform is told. Where the cost of a call counts, the same is written out.

/** Claims `waiter`; one that throws has refused. */
export function claim<T>(waiter: Waiter<T>): boolean {
  try {
    return waiter.claim(); // user code may run here
  } catch (error) {
    raise(error);
    return false;
  }
}

/** Gives a waiter that was claimed its value. */
export function deliver<T>(waiter: Waiter<T>, value: T): void {
  try {
    waiter.deliver(value); // user code may run here
  } catch (error) {
    raise(error);
  }
}

/** Fails a waiter that was claimed. */
export function fail<T>(waiter: Waiter<T>, error: unknown): void {
  try {
    waiter.fail(error); // user code may run here
  } catch (thrown) {
    raise(thrown);
  }
}

/**
 * Holds waiters, first come, first served. A waiter stands in at most one list at a time.
 *
 * Invariants: `head` and `tail` are both null or both not; the links of a waiter that has left are null.
 */
export class WaitList<T> {
  /** The waiter that is served next, or null. */
  head: Waiter<T> | null;
  /** The waiter that came last, or null. */
  tail: Waiter<T> | null;

  constructor() {
    this.head = null;
    this.tail = null;
  }

  /** Puts `waiter` at the end. */
  add(waiter: Waiter<T>): void {
    if (DEBUG) checkKind("the waiter given to a list", waiter, "claim", "a waiter");
    if (DEBUG && (waiter.before !== null || waiter.after !== null || this.head === waiter)) {
      throw new Error("invariant: a waiter stands in at most one list");
    }
    const tail = this.tail;
    if (tail === null) this.head = waiter;
    else {
      tail.after = waiter as Waiter;
      waiter.before = tail as Waiter;
    }
    this.tail = waiter;
  }

  /** Takes `waiter` out; nothing happens when it is not in this list. */
  remove(waiter: Waiter<T>): void {
    if (DEBUG) checkKind("the waiter given to a list", waiter, "claim", "a waiter");
    const { after, before } = waiter;
    // A source over several may leave them all: the waiter may begin or end the list of another.
    if (before?.after === waiter ? after !== null || this.tail === waiter : this.head === waiter) this.unlink(waiter);
  }

  /** Takes out and returns the first waiter that can be claimed, or null. */
  take(): Waiter<T> | null {
    for (let waiter = this.head; waiter !== null; waiter = this.head) {
      this.unlink(waiter);
      try {
        if (waiter.claim()) return waiter; // user code may run here
      } catch (error) {
        raise(error); // it has refused
      }
    }
    return null;
  }

  /** Completes every waiter with `value`; returns whether any could be claimed. Waiters that come meanwhile are not served. */
  deliverAll(value: T): boolean {
    let isTaken = false;
    this.takeAll((waiter) => {
      isTaken = true;
      waiter.deliver(value);
    });
    return isTaken;
  }

  /** Fails every waiter with what `error` makes for it. */
  failAll(error: () => unknown): void {
    this.takeAll((waiter) => waiter.fail(outcome(error)));
  }

  /** Serves the present waiters. They stay in this list until it is their turn, so that one may take out another. */
  private takeAll(serve: (waiter: Waiter<T>) => void): void {
    if (this.head === this.tail) {
      this.takeFirst(serve);
      return;
    }
    const mark = new Nobody();
    this.add(mark);
    while (!mark.passed) this.takeFirst(serve);
  }

  private takeFirst(serve: (waiter: Waiter<T>) => void): void {
    const first = this.head;
    if (first === null) return;
    this.unlink(first);
    try {
      if (first.claim()) serve(first); // user code may run here: a waiter of another package
    } catch (error) {
      raise(error); // the others are served all the same
    }
  }

  private unlink(waiter: Waiter<T>): void {
    const { after, before } = waiter;
    if (before === null) this.head = after as Waiter<T> | null;
    else before.after = after;
    if (after === null) this.tail = before as Waiter<T> | null;
    else after.before = before;
    waiter.after = null;
    waiter.before = null;
  }
}

/** What `error` makes, or throws: a waiter that was claimed is failed with either. */
function outcome(error: () => unknown): unknown {
  try {
    return error(); // user code may run here
  } catch (thrown) {
    return thrown;
  }
}

/** Takes nothing: it stands after the waiters that are to be served, or gives up without having waited. */
export class Nobody implements Waiter {
  after: Waiter | null;
  before: Waiter | null;
  passed: boolean;

  constructor() {
    this.after = null;
    this.before = null;
    this.passed = false;
  }

  claim(): boolean {
    this.passed = true;
    return false;
  }

  // A waiter that refuses a claim is given nothing.
  deliver(): void {}
  fail(): void {}
}
