/**
 * The broadcast: every receiver gets every message sent after it subscribed. The newest `capacity` messages are kept;
 * a receiver that falls further behind learns how many it has missed (after Tokio's broadcast).
 *
 * Invariants: message n is in slot n modulo capacity while `sent - capacity <= n < sent`; `waiting` holds exactly the
 * receivers with waiters, and each of them has seen all that was sent.
 */
import { ClosedError, LaggedError } from "../errors.js";
import { badArgument } from "../misuse.js";
import { untilClosed } from "../source/closed.js";
import { SENT } from "../source/completed.js";
import { type NotReady, notReady, type Operation } from "../source/operation.js";
import { QueuedSource } from "../source/queued-source.js";
import type { Source } from "../source/source.js";
import { deliver, fail, type Waiter } from "../source/waiter.js";
import type { Receiver, Sender } from "./ends.js";

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

export class BroadcastRing<T> implements Broadcast<T> {
  readonly capacity: number;
  sent: number;
  closed: boolean;
  readonly slots: (T | undefined)[];
  readonly subscribed: Set<Subscription<T>>;
  waiting: Set<Subscription<T>>;

  constructor(capacity: number) {
    this.capacity = capacity;
    this.sent = 0;
    this.closed = false;
    this.slots = [];
    this.subscribed = new Set();
    this.waiting = new Set();
  }

  get receivers(): number {
    return this.subscribed.size;
  }

  send(value: T): Operation<void> {
    if (this.closed) throw new ClosedError("this broadcast is closed: the message comes back as error.unsent", value);
    this.slots[this.sent % this.capacity] = value;
    this.sent++;
    if (this.waiting.size > 0) this.wake((receiver) => receiver.offer());
    return SENT;
  }

  subscribe(): BroadcastReceiver<T> {
    const subscription = new Subscription(this);
    this.subscribed.add(subscription);
    return new RingReceiver(subscription);
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.wake((receiver) => receiver.end());
  }

  private wake(tell: (receiver: Subscription<T>) => void): void {
    const waiting = this.waiting;
    this.waiting = new Set();
    for (const receiver of waiting) tell(receiver);
  }
}

/** What users hold of a subscription. It is not a source itself, lest an async function that returns it give a message. */
class RingReceiver<T> implements BroadcastReceiver<T> {
  private readonly subscription: Subscription<T>;

  constructor(subscription: Subscription<T>) {
    this.subscription = subscription;
  }

  get missed(): number {
    return this.subscription.missed;
  }

  recv(): Source<T> {
    return this.subscription;
  }

  tryRecv(): T | NotReady {
    return this.subscription.poll();
  }

  unsubscribe(): void {
    this.subscription.leave();
  }

  [Symbol.dispose](): void {
    this.subscription.leave();
  }

  [Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    return untilClosed(this.subscription);
  }
}

class Subscription<T> extends QueuedSource<T> {
  missed: number;
  private seen: number;
  private left: boolean;
  private readonly ring: BroadcastRing<T>;

  constructor(ring: BroadcastRing<T>) {
    super();
    this.missed = 0;
    this.seen = ring.sent;
    this.left = false;
    this.ring = ring;
  }

  poll(): T | NotReady {
    const { ring } = this;
    if (this.left) throw new ClosedError("this receiver has left its broadcast");
    if (this.seen < ring.sent - ring.capacity) throw this.catchUp();
    if (this.seen < ring.sent) return ring.slots[this.seen++ % ring.capacity] as T;
    if (ring.closed) throw new ClosedError("this broadcast is closed, and everything was received");
    return notReady;
  }

  override subscribe(waiter: Waiter<T>): void {
    super.subscribe(waiter);
    this.ring.waiting.add(this);
  }

  override unsubscribe(waiter: Waiter<T>): void {
    super.unsubscribe(waiter);
    if (this.waiters.head === null) this.ring.waiting.delete(this);
  }

  override describe(): string {
    return "recv on a broadcast";
  }

  /** Gives what was sent to the waiters: one message, and more only when a delivery has made others send. */
  offer(): void {
    while (this.seen < this.ring.sent) {
      const waiter = this.waiters.take();
      if (waiter === null) return;
      this.serve(waiter);
    }
    if (this.waiters.head !== null) this.ring.waiting.add(this);
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

  end(): void {
    this.waiters.failAll(() => new ClosedError("this broadcast is closed, and everything was received"));
  }

  leave(): void {
    this.left = true;
    this.ring.subscribed.delete(this);
    this.ring.waiting.delete(this);
    this.waiters.failAll(() => new ClosedError("this receiver has left its broadcast"));
  }

  private catchUp(): LaggedError {
    const missed = this.ring.sent - this.ring.capacity - this.seen;
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
  if (!Number.isSafeInteger(capacity) || capacity < 1) {
    throw badArgument("the capacity of a broadcast", capacity, "a whole number from 1");
  }
  return new BroadcastRing(capacity);
}
