/**
 * The broadcast: every receiver gets every message sent after it subscribed. The newest `capacity` messages are kept;
 * a receiver that falls further behind learns how many it has missed (after Tokio's broadcast).
 *
 * Invariants: message n is in slot n modulo capacity while `sent - capacity <= n < sent`.
 */
import { ClosedError, LaggedError } from "../errors.js";
import { checkCount } from "../misuse.js";
import { type NotReady, notReady, type Operation } from "../source/operation.js";
import type { Source } from "../source/source.js";
import { deliver, fail, type Waiter } from "../source/waiter.js";
import type { Receiver, Sender } from "./ends.js";
import { Publisher, Subscription, SubscriptionReceiver } from "./subscription.js";

/** Sends each message to all receivers. */
export interface Broadcast<T> extends Sender<T> {
  /** How many messages are kept for receivers that lag. */
  readonly capacity: number;
  /** How many receivers are subscribed. */
  readonly receivers: number;
  /** Sends to every receiver. Never waits: a receiver that is too slow loses the oldest. Throws when closed. */
  send(value: T): Operation<void>;
  /** Returns a receiver of all that is sent from now on. */
  subscribe(): BroadcastReceiver<T>;
  /** Closes it. Receivers still get what was sent, then fail with {@link ClosedError}. */
  close(): void;
}

/** One receiver of a broadcast. */
export interface BroadcastReceiver<T> extends Receiver<T>, Disposable {
  /** How many messages it has missed in all. */
  readonly missed: number;
  /**
   * Receives the next message. After falling behind it fails once with {@link LaggedError}, which tells how many were
   * missed, and goes on with the oldest that is kept. Iteration does not fail: it skips, and `missed` counts.
   */
  recv(): Source<T>;
  /** Takes the next message if there is one, else returns `notReady`; throws as `recv` fails. */
  tryRecv(): T | NotReady;
  /** Leaves the broadcast; a wait on this receiver fails with {@link ClosedError}. */
  unsubscribe(): void;
}

export class BroadcastRing<T> extends Publisher implements Broadcast<T> {
  readonly capacity: number;
  readonly slots: (T | undefined)[];
  readonly subscribed: Set<RingSubscription<T>>;

  constructor(capacity: number) {
    super();
    this.capacity = capacity;
    this.slots = [];
    this.subscribed = new Set();
  }

  get receivers(): number {
    return this.subscribed.size;
  }

  send(value: T): Operation<void> {
    if (this.closed) throw new ClosedError("this broadcast is closed: the message comes back as error.unsent", value);
    this.slots[this.sent % this.capacity] = value;
    return this.published();
  }

  subscribe(): BroadcastReceiver<T> {
    const subscription = new RingSubscription(this);
    this.subscribed.add(subscription);
    return new RingReceiver(subscription);
  }
}

class RingReceiver<T> extends SubscriptionReceiver<T, RingSubscription<T>> implements BroadcastReceiver<T> {
  get missed(): number {
    return this.subscription.missed;
  }

  unsubscribe(): void {
    this.subscription.leave();
  }

  [Symbol.dispose](): void {
    this.subscription.leave();
  }
}

class RingSubscription<T> extends Subscription<T, BroadcastRing<T>> {
  missed: number;
  private left: boolean;

  constructor(ring: BroadcastRing<T>) {
    super(ring);
    this.missed = 0;
    this.left = false;
  }

  poll(): T | NotReady {
    const { publisher: ring } = this;
    if (this.left) throw this.closedError();
    if (this.seen < ring.sent - ring.capacity) throw this.catchUp();
    if (this.seen < ring.sent) return ring.slots[this.seen++ % ring.capacity] as T;
    if (ring.closed) throw this.closedError();
    return notReady;
  }

  override describe(): string {
    return "recv on a broadcast";
  }

  /** Gives what was sent to the waiters: one message, and more only when a delivery has made others send. */
  changed(): void {
    const { publisher: ring } = this;
    while (this.seen < ring.sent) {
      const waiter = this.waiters.take();
      if (waiter === null) return;
      this.serve(waiter);
    }
    if (this.waiters.head !== null) ring.waiting.add(this);
  }

  private serve(waiter: Waiter<T>): void {
    let value: T;
    try {
      value = this.poll() as T;
    } catch (error) {
      fail(waiter, error);
      return;
    }
    deliver(waiter, value);
  }

  leave(): void {
    this.left = true;
    this.publisher.subscribed.delete(this);
    this.publisher.waiting.delete(this);
    this.end();
  }

  protected closedError(): ClosedError {
    return new ClosedError(
      this.left ? "this receiver has left its broadcast" : "this broadcast is closed, and everything was received",
    );
  }

  private catchUp(): LaggedError {
    const missed = this.publisher.sent - this.publisher.capacity - this.seen;
    this.seen += missed;
    this.missed += missed;
    return new LaggedError(
      `a receiver fell behind its broadcast and missed ${missed} message${missed === 1 ? "" : "s"}: the oldest that is kept comes next`,
      missed,
    );
  }
}

/**
 * Makes a broadcast that keeps the newest `capacity` messages (a whole number from 1) for receivers that lag.
 *
 * @example
 * ```ts
 * import { broadcast, go } from "@mailslot/core";
 *
 * const prices = broadcast<number>(64);
 * const [chart, log] = [prices.subscribe(), prices.subscribe()];
 * prices.send(101);
 * console.log(await go(() => chart.recv())); // 101
 * console.log(await go(() => log.recv())); // 101
 * ```
 */
export function broadcast<T>(capacity: number): Broadcast<T> {
  checkCount("the capacity of a broadcast", capacity);
  return new BroadcastRing(capacity);
}
