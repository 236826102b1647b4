/**
 * What broadcasts and watches have in common: subscriptions, and their receivers.
 *
 * Invariants: `waiting` holds exactly the subscriptions with waiters, and each of them has seen all that was sent.
 */
import type { ClosedError } from "../errors.js";
import { untilClosed } from "../source/closed.js";
import { SENT } from "../source/completed.js";
import type { NotReady, Operation } from "../source/operation.js";
import { QueuedSource } from "../source/queued-source.js";
import type { Source } from "../source/source.js";
import type { Waiter } from "../source/waiter.js";
import type { Receiver } from "./ends.js";

/** A subscription, as what it has subscribed to sees it. */
interface Subscribed {
  changed(): void;
  end(): void;
}

/** What can be subscribed to. */
export abstract class Publisher {
  sent: number;
  closed: boolean;
  waiting: Set<Subscribed>;

  constructor() {
    this.sent = 0;
    this.closed = false;
    this.waiting = new Set();
  }

  /** Tells the subscriptions with waiters that something was sent. */
  protected published(): Operation<void> {
    this.sent++;
    if (this.waiting.size > 0) for (const each of this.takeWaiting()) each.changed();
    return SENT;
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    for (const each of this.takeWaiting()) each.end();
  }

  private takeWaiting(): Set<Subscribed> {
    const { waiting } = this;
    this.waiting = new Set();
    return waiting;
  }
}

export abstract class Subscription<T, P extends Publisher> extends QueuedSource<T> implements Subscribed {
  protected seen: number;
  protected readonly publisher: P;

  constructor(publisher: P) {
    super();
    this.seen = publisher.sent;
    this.publisher = publisher;
  }

  /** Gives what was sent to the waiters. */
  abstract changed(): void;

  /** Makes the error of those who wait for more than was sent before the end. */
  protected abstract closedError(): ClosedError;

  override subscribe(waiter: Waiter<T>): void {
    super.subscribe(waiter);
    this.publisher.waiting.add(this);
  }

  override unsubscribe(waiter: Waiter<T>): void {
    super.unsubscribe(waiter);
    if (this.waiters.head === null) this.publisher.waiting.delete(this);
  }

  end(): void {
    this.waiters.failAll(() => this.closedError());
  }
}

/** What users hold of a subscription. It is not a source itself, lest an async function that returns it give a message. */
export class SubscriptionReceiver<T, S extends Source<T>> implements Receiver<T> {
  protected readonly subscription: S;

  constructor(subscription: S) {
    this.subscription = subscription;
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
