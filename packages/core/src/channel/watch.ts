/**
 * The watch: one value that changes, and receivers that want the newest, not every one (after Tokio's watch).
 */
import { ClosedError } from "../errors.js";
import { type NotReady, notReady, type Operation } from "../source/operation.js";
import type { Source } from "../source/source.js";
import { deliver } from "../source/waiter.js";
import type { Receiver, Sender } from "./ends.js";
import { Publisher, Subscription, SubscriptionReceiver } from "./subscription.js";

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

export class WatchCell<T> extends Publisher implements Watch<T> {
  value: T;

  constructor(initial: T) {
    super();
    this.value = initial;
  }

  send(value: T): Operation<void> {
    if (this.closed) throw new ClosedError("this watch is closed: the value comes back as error.unsent", value);
    this.value = value;
    return this.published();
  }

  subscribe(): WatchReceiver<T> {
    return new CellReceiver(new WatchSubscription(this));
  }
}

class CellReceiver<T> extends SubscriptionReceiver<T, WatchSubscription<T>> implements WatchReceiver<T> {
  get value(): T {
    return this.subscription.value;
  }
}

export class WatchSubscription<T> extends Subscription<T, WatchCell<T>> {
  get value(): T {
    return this.publisher.value;
  }

  poll(): T | NotReady {
    const { publisher: cell } = this;
    if (this.seen !== cell.sent) {
      this.seen = cell.sent;
      return cell.value;
    }
    if (cell.closed) throw this.closedError();
    return notReady;
  }

  override describe(): string {
    return "a change of a watch";
  }

  /** Gives the new value to all waiters; if all refuse it, it stays unseen. */
  changed(): void {
    for (let waiter = this.waiters.take(); waiter !== null; waiter = this.waiters.take()) {
      this.seen = this.publisher.sent;
      deliver(waiter, this.publisher.value);
    }
  }

  protected closedError(): ClosedError {
    return new ClosedError("this watch is closed, and its last value was seen");
  }
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
