/** Items, one by one, wherever they come from: a list, a channel or another receiver, or an asynchronous iterator. */
import type { Receiver } from "../channel/ends.js";
import { hasCode, isCancellation, isReadable } from "../errors.js";
import { checkKind } from "../misuse.js";
import { hereScheduler } from "../scheduler/go.js";
import { orClosed } from "../source/closed.js";
import { fromPromise } from "../source/from-promise.js";
import type { Steps } from "../task/handle.js";

/** What comes after the last item. */
export const END: unique symbol = Symbol("end");

export interface Items<T> {
  /** Whether they may never end. */
  readonly isStream: boolean;
  next(): Steps<T | typeof END>;
  /** Tells an iterator that has not ended by itself that no more is wanted. */
  leave(): Steps<void>;
}

/** Fails with `ERR_MAILSLOT_ARGUMENT` when `items` cannot be iterated. */
export function itemsOf<T>(items: Iterable<T> | AsyncIterable<T>): Items<T> {
  if (!isReadable(items) || !(Symbol.asyncIterator in items)) return new List(items as Iterable<T>);
  if (typeof (items as Partial<Receiver<T>>).recv === "function") return new Received(items as Receiver<T>);
  return new Stream(items as AsyncIterable<T>);
}

class List<T> implements Items<T> {
  readonly isStream: boolean = false;
  private readonly iterator: Iterator<T>;
  private ended: boolean;

  constructor(items: Iterable<T>) {
    checkKind("the items given to forEach()", items, Symbol.iterator, "a list, or a stream such as a channel");
    this.iterator = items[Symbol.iterator]();
    this.ended = false;
  }

  *next(): Steps<T | typeof END> {
    this.ended = true; // one that throws has ended, too
    const { done, value } = this.iterator.next();
    this.ended = done === true;
    return this.ended ? END : (value as T);
  }

  *leave(): Steps<void> {
    if (!this.ended) this.iterator.return?.();
  }
}

class Received<T> implements Items<T> {
  readonly isStream: boolean = true;
  private readonly receiver: Receiver<T>;

  constructor(receiver: Receiver<T>) {
    this.receiver = receiver;
  }

  /** What a slow receiver of a broadcast has missed is skipped, as iteration does. */
  *next(): Steps<T | typeof END> {
    for (;;) {
      try {
        return yield* orClosed(this.receiver.recv(), END);
      } catch (error) {
        if (!hasCode(error, "ERR_MAILSLOT_LAGGED")) throw error;
      }
    }
  }

  // A wait that was given up has left the receiver.
  *leave(): Steps<void> {}
}

class Stream<T> implements Items<T> {
  readonly isStream: boolean = true;
  private readonly iterator: AsyncIterator<T>;
  private ended: boolean;
  /** Whether an item was asked for, and the wait for it given up. */
  private asked: boolean;

  constructor(items: AsyncIterable<T>) {
    this.iterator = items[Symbol.asyncIterator]();
    this.ended = false;
    this.asked = false;
  }

  *next(): Steps<T | typeof END> {
    this.asked = true;
    try {
      const { done, value } = yield* fromPromise(this.iterator.next());
      this.asked = false;
      this.ended = done === true;
      return this.ended ? END : value;
    } catch (error) {
      if (!isCancellation(error)) this.ended = true;
      throw error;
    }
  }

  /** Waits for the iterator to end, unless that stands behind an item which may never come. */
  *leave(): Steps<void> {
    if (this.ended || this.iterator.return === undefined) return;
    const left = Promise.resolve(this.iterator.return());
    if (!this.asked) yield* fromPromise(left);
    else {
      const scheduler = hereScheduler();
      left.catch((error) => scheduler.reportThrown("return of the stream given to forEach()", error));
    }
  }
}
