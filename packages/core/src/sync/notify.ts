/**
 * Notify: a wake-up without a value (after Tokio's).
 *
 * Invariants: `stored` only while there is no waiter.
 */
import { type NotReady, notReady } from "../source/operation.js";
import { QueuedSource } from "../source/queued-source.js";
import type { Source } from "../source/source.js";
import { deliver } from "../source/waiter.js";

/** Wakes tasks without a message. Waiting on it takes one notification. */
export interface Notify extends Source<void> {
  /** Wakes the first waiter; if there is none, the next wait returns at once. Several calls are stored as one. */
  notifyOne(): void;
  /** Wakes all that wait now; stores nothing. */
  notifyAll(): void;
}

class NotifySource extends QueuedSource<void> implements Notify {
  private stored: boolean;

  constructor() {
    super();
    this.stored = false;
  }

  notifyOne(): void {
    const waiter = this.waiters.take();
    if (waiter === null) this.stored = true;
    else deliver(waiter, undefined);
  }

  notifyAll(): void {
    this.waiters.deliverAll();
  }

  poll(): undefined | NotReady {
    const { stored } = this;
    this.stored = false;
    return stored ? undefined : notReady;
  }

  override describe(): string {
    return "a notify";
  }
}

/**
 * Makes a notify.
 *
 * @example
 * ```ts
 * import { go, notify } from "@mailslot/core";
 *
 * const changed = notify();
 * const waiter = go(function* waiter() {
 *   yield* changed;
 *   return "it has changed";
 * });
 * changed.notifyOne();
 * console.log(await waiter); // it has changed
 * ```
 */
export function notify(): Notify {
  return new NotifySource();
}
