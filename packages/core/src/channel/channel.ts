/**
 * The channel: unbounded, bounded, or a rendezvous (capacity 0), by its capacity alone. One order everywhere: closed,
 * then a waiting peer, then the buffer, then wait (Go's chan.go). See docs/decisions/0021-one-channel-class.md.
 *
 * Invariants: while a receiver waits, the buffer is empty and no send waits; while a send or a reservation waits,
 * there is no room; `buffer.length + reserved` is at most `capacity`.
 */

import { ClosedError, FullError } from "../errors.js";
import { raise } from "../host/raise.js";
import { checkName, checkOptions } from "../misuse.js";
import { hereScheduler } from "../scheduler/go.js";
import { running } from "../scheduler/running.js";
import { untilClosed } from "../source/closed.js";
import { SENT } from "../source/completed.js";
import type { Entry } from "../source/entry.js";
import { type NotReady, notReady, type Operation } from "../source/operation.js";
import type { Source } from "../source/source.js";
import { WaitList } from "../source/waiter.js";
import { BlockQueue } from "./block-queue.js";
import type { Channel } from "./ends.js";
import { type ChannelOptions, checkRoom, type Overflow } from "./options.js";
import { PendingSend } from "./pending-send.js";
import { Receive } from "./receive.js";

export class ChannelCore<T> implements Channel<T> {
  readonly capacity: number;
  closed: boolean;
  dropped: number;
  /** Room that permits hold. */
  reserved: number;
  /** The waiters of `whenClosed`, once there have been any. */
  closing: WaitList<void> | null;
  readonly receivers: WaitList<T>;
  /** The waiters for room, as `Entry`. */
  readonly senders: WaitList<void>;
  /** The last of `senders` up to which none brings a message, so that a receive need not look at them again; or null. */
  private seen: Entry<T> | null;
  private readonly buffer: BlockQueue<T>;
  private readonly receive: Receive<T>;
  private readonly overflow: Overflow;
  private readonly onDrop: ((message: T) => void) | undefined;
  private readonly given: string | undefined;

  constructor({ capacity = Number.POSITIVE_INFINITY, overflow = "suspend", onDrop, name }: ChannelOptions<T>) {
    if (DEBUG) checkName("a channel", name);
    checkRoom(capacity, overflow);
    this.capacity = capacity;
    this.closed = false;
    this.dropped = 0;
    this.reserved = 0;
    this.closing = null;
    this.receivers = new WaitList();
    this.senders = new WaitList();
    this.seen = null;
    this.buffer = new BlockQueue();
    this.receive = new Receive(this);
    this.overflow = overflow;
    this.onDrop = onDrop;
    this.given = name;
  }

  get name(): string {
    return this.given ?? `channel(${this.capacity === Number.POSITIVE_INFINITY ? "" : this.capacity})`;
  }

  get length(): number {
    return this.buffer.length;
  }

  describe(): string {
    return this.given === undefined ? this.name : `channel ${this.given}`;
  }

  toJSON(): string {
    return this.describe();
  }

  // Sending

  send(value: T): Operation<void> {
    if (this.closed) throw this.closedTo(value);
    return this.offer(value) ? SENT : this.sendOver(value);
  }

  trySend(value: T): boolean {
    if (this.closed) throw this.closedTo(value);
    return this.offer(value);
  }

  /** Sends as `send` does; returns false when it would have to wait. */
  sendNow(value: T): boolean {
    if (this.trySend(value)) return true;
    if (this.overflow === "suspend") return false;
    this.sendOver(value);
    return true;
  }

  /** Gives `value` to a waiting receiver, or puts it into the buffer; returns false when neither can be had. */
  offer(value: T): boolean {
    const receiver = this.receivers.take();
    if (receiver === null && this.buffer.length + this.reserved >= this.capacity) return false;
    if (running.tracer !== null) running.tracer.send(this);
    if (receiver === null) this.buffer.push(value);
    else {
      try {
        receiver.deliver(value); // user code may run here
      } catch (error) {
        raise(error);
      }
    }
    return true;
  }

  /** Puts in a message that has room; it is not lost when a claim, which may run user code, fills the room meanwhile. */
  put(value: T): void {
    if (!this.offer(value)) this.buffer.push(value);
  }

  private sendOver(value: T): Operation<void> {
    if (this.overflow === "suspend") return new PendingSend(this, value);
    if (this.overflow === "fail") {
      throw new FullError(`${this.describe()} is full: the message comes back as error.unsent`, value);
    }
    // When permits hold all the room, there is no older message to drop.
    const dropsOldest = this.overflow === "drop-oldest" && this.buffer.length > 0;
    const lost = dropsOldest ? this.buffer.shift() : value;
    if (dropsOldest) this.buffer.push(value);
    this.dropped++;
    if (this.onDrop !== undefined) this.tellDropped(lost, this.onDrop);
    return SENT;
  }

  /** What `onDrop` throws is reported: the sender has sent. */
  private tellDropped(lost: T, onDrop: (message: T) => void): void {
    try {
      onDrop(lost); // user code runs here
    } catch (error) {
      hereScheduler().reportThrown(`onDrop of ${this.describe()}`, error);
    }
  }

  // Receiving

  recv(): Source<T> {
    return this.receive;
  }

  tryRecv(): T | NotReady {
    if (this.buffer.length > 0) {
      const value = this.buffer.shift();
      if (this.senders.head !== null) this.admit();
      return value;
    }
    if (this.senders.head !== null) return this.meet();
    if (this.closed && this.reserved === 0) throw this.closedAndEmpty();
    return notReady;
  }

  [Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    return untilClosed(this.receive);
  }

  /** Takes the message of the first send that waits: in a rendezvous, or when permits hold all the room. */
  private meet(): T | NotReady {
    for (let entry = this.firstUnseen(); entry !== null; entry = this.firstUnseen()) {
      if (!entry.carries) {
        this.seen = entry;
        continue;
      }
      this.senders.remove(entry);
      if (!entry.claim()) continue;
      entry.deliver();
      return entry.value;
    }
    return notReady;
  }

  /** The first of those who wait for room that is behind `seen`; from the beginning when that one has left. */
  private firstUnseen(): Entry<T> | null {
    const { seen, senders } = this;
    const isThere = seen !== null && (seen.before !== null || senders.head === seen);
    if (!isThere) this.seen = null;
    return (isThere ? seen.after : senders.head) as Entry<T> | null;
  }

  // Room

  hasRoom(): boolean {
    return this.buffer.length + this.reserved < this.capacity;
  }

  /** Lets waiters in while there is room. */
  admit(): void {
    while (this.senders.head !== null && this.hasRoom()) {
      const entry = this.takeWithRoom();
      if (entry === null) return;
      if (entry.carries) this.put(entry.value);
      entry.deliver();
    }
  }

  /** Takes the first waiter for room, and keeps that room while it is claimed: user code may run then. */
  private takeWithRoom(): Entry<T> | null {
    this.reserved++;
    try {
      return this.senders.take() as Entry<T> | null;
    } finally {
      this.reserved--;
    }
  }

  // The end

  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.closing?.deliverAll();
    for (;;) {
      const entry = this.senders.take() as Entry<T> | null;
      if (entry === null) break;
      entry.fail(entry.carries ? this.closedTo(entry.value) : this.closedToPermits());
    }
    this.finish();
  }

  /** Fails the receivers that still wait once nothing more can come. */
  finish(): void {
    if (this.closed && this.reserved === 0) this.receivers.failAll(() => this.closedAndEmpty());
  }

  private closedTo(value: T): ClosedError {
    return new ClosedError(`${this.describe()} is closed: the message comes back as error.unsent`, value);
  }

  closedToPermits(): ClosedError {
    return new ClosedError(`${this.describe()} is closed: there is no room to reserve`);
  }

  private closedAndEmpty(): ClosedError {
    return new ClosedError(`${this.describe()} is closed, and nothing is left in it`);
  }
}

/**
 * Makes a channel. Without a capacity it is unbounded; `channel(16)` holds 16 messages, `channel(0)` is a rendezvous.
 * Fails with `ERR_MAILSLOT_ARGUMENT` when the capacity is not a non-negative integer or Infinity.
 *
 * @example
 * ```ts
 * import { channel, go } from "@mailslot/core";
 *
 * const jobs = channel<string>(1);
 * const worker = go(function* worker() {
 *   const done: string[] = [];
 *   for (let n = 0; n < 3; n++) done.push(yield* jobs.recv());
 *   return done.join();
 * });
 * go(function* boss() {
 *   for (const job of ["wash", "cook", "eat"]) yield* jobs.send(job); // waits while one job waits
 * });
 * console.log(await worker); // wash,cook,eat
 * ```
 */
export function channel<T>(options: number | ChannelOptions<T> = {}): Channel<T> {
  const whole = typeof options === "object" && options !== null ? options : { capacity: options };
  if (DEBUG) checkOptions("channel()", whole);
  return new ChannelCore(whole);
}
