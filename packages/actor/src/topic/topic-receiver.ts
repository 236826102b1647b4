/**
 * The receivers of a topic: each has its place in what is published, and so many messages that may wait for it.
 *
 * Invariants: while somebody waits here, nothing is unread; `over` holds the entries beyond `capacity`, whose publishers wait.
 */
import {
  ClosedError,
  type NotReady,
  notReady,
  QueuedSource,
  type Receiver,
  type Source,
  type Task,
  type Waiter,
  watchEnd,
} from "@mailslot/core";
import { badArgument, checkOptions, deliver, fail, untilClosed } from "@mailslot/core/engine";
import type { Entry } from "./entry.js";

/** How a receiver of a topic treats what it has not received yet. */
export interface TopicReceiverOptions {
  /** How many messages may wait for it: a whole number from 1, or Infinity. Default: 64. */
  readonly capacity?: number;
  /**
   * What happens beyond that: the publisher waits (`"suspend"`), or the oldest message is dropped and counted in `missed`. Default:
   * `"suspend"`.
   */
  readonly overflow?: "suspend" | "drop-oldest";
  /** The task with which it leaves the topic; null for none. Default: the task, or actor, that makes it. */
  readonly owner?: Task | null;
}

/** Receives what is published on a topic from the moment at which it was made, until it leaves. */
export interface TopicReceiver<T> extends Receiver<T>, Disposable {
  /** How many messages wait for it. */
  readonly length: number;
  /** How many messages were dropped because it was too slow. */
  readonly missed: number;
  /** Receives the next message. Fails with `ClosedError` when the topic is closed and all was received, or when this has left. */
  recv(): Source<T>;
  /** Takes the next message if there is one, else returns `notReady`; throws as `recv` fails. */
  tryRecv(): T | NotReady;
  /** Leaves the topic, with what waits for it; a wait on this receiver fails with `ClosedError`. */
  unsubscribe(): void;
}

/** One who is told what is published. */
export interface Subscriber {
  /** Takes notice that there is more. */
  offer(): void;
}

/** The topic of a receiver. */
export interface Published {
  readonly name: string;
  readonly closed: boolean;
  /** Tells this subscriber nothing more. */
  forget(key: object): void;
}

// As many as a burst has, and few enough to be noticed: chosen, not measured.
const CAPACITY = 64;

/** How many messages may wait, and what happens beyond that. */
type Limits = Required<Omit<TopicReceiverOptions, "owner">>;

/** Fails with `ERR_MAILSLOT_ARGUMENT` when the options make no sense. */
export function checkReceiver(options: TopicReceiverOptions): Limits {
  checkOptions("receiver() of a topic", options);
  const { capacity = CAPACITY, overflow = "suspend" } = options;
  const isCount = capacity === Number.POSITIVE_INFINITY || (Number.isSafeInteger(capacity) && capacity >= 1);
  if (!isCount) throw badArgument("the capacity of a receiver", capacity, "a whole number from 1, or Infinity");
  if (overflow !== "suspend" && overflow !== "drop-oldest")
    throw badArgument("the overflow of a receiver", overflow, '"suspend" or "drop-oldest"');
  return { capacity, overflow };
}

/** What users hold of it. It is not a source itself, lest an async function that returns it give a message. */
export class EntryReceiver<T> implements TopicReceiver<T> {
  private readonly unread: Unread<T>;

  constructor(unread: Unread<T>) {
    this.unread = unread;
  }

  get length(): number {
    return this.unread.length;
  }

  get missed(): number {
    return this.unread.missed;
  }

  recv(): Source<T> {
    return this.unread;
  }

  tryRecv(): T | NotReady {
    return this.unread.poll();
  }

  unsubscribe(): void {
    this.unread.leave();
  }

  [Symbol.dispose](): void {
    this.unread.leave();
  }

  [Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    return untilClosed(this.unread);
  }
}

export class Unread<T> extends QueuedSource<T> implements Subscriber {
  length: number;
  missed: number;
  private oldest: Entry<T> | null;
  /** The first entry that has not been noticed. */
  private coming: Entry<T>;
  private readonly topic: Published;
  private readonly capacity: number;
  private readonly drops: boolean;
  private readonly over: Set<Entry<T>>;
  private owner: Task | null;
  /** While a waiter is claimed, which may run user code: what there is, is for that one. */
  private isOffering: boolean;

  constructor(topic: Published, next: Entry<T>, { capacity, overflow }: Limits, owner: Task | null) {
    super();
    this.length = 0;
    this.missed = 0;
    this.oldest = next;
    this.coming = next;
    this.topic = topic;
    this.capacity = capacity;
    this.drops = overflow === "drop-oldest";
    this.over = new Set();
    this.owner = owner;
    this.isOffering = false;
    if (owner !== null) leavesWith(owner, this);
  }

  poll(): T | NotReady {
    const { oldest } = this;
    if (oldest === null) throw this.hasLeft();
    if (this.length > 0 && !this.isOffering) return this.take(oldest);
    if (this.topic.closed && this.length === 0) throw this.closed();
    return notReady;
  }

  override describe(): string {
    return `recv on topic ${this.topic.name}`;
  }

  offer(): void {
    if (this.isOffering) return;
    this.isOffering = true;
    for (let entry = this.coming; this.oldest !== null && entry.after !== null; entry = this.coming) {
      this.coming = entry.after;
      this.length++;
      const waiter = this.waiters.take(); // user code may run here
      if (waiter === null) this.makeRoom(entry);
      else this.serve(waiter);
    }
    this.isOffering = false;
  }

  private serve(waiter: Waiter<T>): void {
    if (this.oldest === null) fail(waiter, this.hasLeft());
    else deliver(waiter, this.take(this.oldest)); // user code may run here
  }

  private makeRoom(entry: Entry<T>): void {
    if (this.oldest === null || this.length <= this.capacity) return;
    if (this.drops) {
      this.take(this.oldest);
      this.missed++;
    } else {
      this.over.add(entry);
      entry.hold();
    }
  }

  private take(entry: Entry<T>): T {
    this.oldest = entry.after;
    this.length--;
    const [first] = this.over;
    if (first !== undefined) {
      this.over.delete(first);
      first.release();
    }
    return entry.value as T;
  }

  /** The topic is closed. */
  end(): void {
    this.waiters.failAll(() => this.closed());
    this.disown();
  }

  leave(): void {
    if (this.oldest === null) return;
    this.oldest = null;
    this.length = 0;
    this.topic.forget(this);
    this.disown();
    for (const entry of this.over) entry.release();
    this.over.clear();
    this.waiters.failAll(() => this.hasLeft());
  }

  private disown(): void {
    if (this.owner !== null) owned.get(this.owner)?.delete(this as Owned);
    this.owner = null;
  }

  private closed(): ClosedError {
    return new ClosedError(`topic ${this.topic.name} is closed, and everything was received`);
  }

  private hasLeft(): ClosedError {
    const text = `this receiver has left topic ${this.topic.name}, with unsubscribe() or the task that made it: make another, or give it another owner`;
    return new ClosedError(text);
  }
}

interface Owned {
  leave(): void;
}

/** One watcher for each task, however many receivers come and go with it. */
const owned: WeakMap<Task, Set<Owned>> = new WeakMap();

function leavesWith(owner: Task, receiver: Owned): void {
  const known = owned.get(owner);
  if (known !== undefined) {
    known.add(receiver);
    return;
  }
  const all = new Set([receiver]);
  owned.set(owner, all);
  watchEnd(owner, {
    ended() {
      for (const each of all) each.leave();
      return false;
    },
  });
}
