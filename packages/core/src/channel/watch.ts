/**
 * The watch: one value that changes, and receivers that want the newest, not every one (after Tokio's watch).
 *
 * Invariants: a waiter on a receiver has seen the current version.
 */
import { ClosedError } from "../errors.js";
import { untilClosed } from "../source/closed.js";
import { SENT } from "../source/completed.js";
import { type NotReady, notReady, type Operation } from "../source/operation.js";
import { QueuedSource } from "../source/queued-source.js";
import type { Source } from "../source/source.js";
import { deliver, type Waiter } from "../source/waiter.js";
import type { Receiver, Sender } from "./ends.js";

/** A value that changes. */
export interface Watch<T> extends Sender<T> {
  /** The newest value. */
  readonly value: T;
  /** Sets the value and wakes the waiters for a change. Never waits. Throws {@link ClosedError} when closed. */
  send(value: T): Operation<void>;
  /** Returns a receiver that has seen the present value. */
  subscribe(): WatchReceiver<T>;
  /** Closes it. Receivers still get a change they have not seen, then fail with {@link ClosedError}. */
  close(): void;
}

/** One receiver of a watch. Several waits on it at once all get the change. */
export interface WatchReceiver<T> extends Receiver<T> {
  /** The newest value, whether seen or not. */
  readonly value: T;
  /** Waits until the value has changed since this receiver last got it, and returns the newest. */
  recv(): Source<T>;
  /** Returns the newest value if this receiver has not seen it, else `notReady`; throws as `recv` fails. */
  tryRecv(): T | NotReady;
}

export class WatchCell<T> implements Watch<T> {
  value: T;
  version: number;
  closed: boolean;
  readonly waiting: Set<WatchSubscription<T>>;

  constructor(initial: T) {
    this.value = initial;
    this.version = 0;
    this.closed = false;
    this.waiting = new Set();
  }

  send(value: T): Operation<void> {
    if (this.closed) throw new ClosedError("this watch is closed: the value comes back as error.unsent", value);
    this.value = value;
    this.version++;
    for (const receiver of this.takeWaiting()) receiver.changed();
    return SENT;
  }

  subscribe(): WatchReceiver<T> {
    return new CellReceiver(new WatchSubscription(this));
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    for (const receiver of this.takeWaiting()) receiver.end();
  }

  private takeWaiting(): WatchSubscription<T>[] {
    const waiting = [...this.waiting];
    this.waiting.clear();
    return waiting;
  }
}

/** What users hold of a subscription. It is not a source itself, lest an async function that returns it give a value. */
class CellReceiver<T> implements WatchReceiver<T> {
  private readonly subscription: WatchSubscription<T>;

  constructor(subscription: WatchSubscription<T>) {
    this.subscription = subscription;
  }

  get value(): T {
    return this.subscription.value;
  }

  recv(): Source<T> {
    return this.subscription;
  }

  tryRecv(): T | NotReady {
    return this.subscription.poll();
  }

  [Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    return untilClosed(this.subscription);
  }
}

export class WatchSubscription<T> extends QueuedSource<T> {
  private seen: number;
  protected readonly cell: WatchCell<T>;

  constructor(cell: WatchCell<T>) {
    super();
    this.seen = cell.version;
    this.cell = cell;
  }

  get value(): T {
    return this.cell.value;
  }

  poll(): T | NotReady {
    if (this.seen !== this.cell.version) {
      this.seen = this.cell.version;
      return this.cell.value;
    }
    if (this.cell.closed) throw closed();
    return notReady;
  }

  override subscribe(waiter: Waiter<T>): void {
    super.subscribe(waiter);
    this.cell.waiting.add(this);
  }

  override unsubscribe(waiter: Waiter<T>): void {
    super.unsubscribe(waiter);
    if (this.waiters.head === null) this.cell.waiting.delete(this);
  }

  override describe(): string {
    return "a change of a watch";
  }

  /** Gives the new value to all waiters; if all refuse it, it stays unseen. */
  changed(): void {
    for (let waiter = this.waiters.take(); waiter !== null; waiter = this.waiters.take()) {
      this.seen = this.cell.version;
      deliver(waiter, this.cell.value);
    }
  }

  end(): void {
    this.waiters.failAll(closed);
  }
}

function closed(): ClosedError {
  return new ClosedError("this watch is closed, and its last value was seen");
}

/**
 * Makes a watch that starts with `initial`.
 *
 * @example
 * ```ts
 * import { go, watch } from "@mailslot/core";
 *
 * const mode = watch("day");
 * const receiver = mode.subscribe();
 * mode.send("dusk");
 * mode.send("night");
 * console.log(await go(() => receiver.recv())); // night: values in between may be skipped
 * ```
 */
export function watch<T>(initial: T): Watch<T> {
  return new WatchCell(initial);
}
