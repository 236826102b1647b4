/**
 * Values that arrive, and the waits for them: what sources of datagrams and requests share.
 *
 * Invariants: while a wait is pending, no value is kept; at most `capacity` values are kept; nothing comes in after the end.
 */
import { type NotReady, notReady, QueuedSource } from "@mailslot/core";
import { checkHome, OPERATION, type Owned } from "../ownership.js";
import { Fifo } from "./fifo.js";

export class Arrivals<T> extends QueuedSource<T> {
  readonly home: symbol;
  private readonly owner: Owned;
  private readonly capacity: number;
  private readonly arrived: Fifo<T>;
  private ending: (() => Error) | null;
  private trouble: Error | null;

  constructor(owner: Owned, capacity: number) {
    super();
    this.home = OPERATION;
    this.owner = owner;
    this.capacity = capacity;
    this.arrived = new Fifo();
    this.ending = null;
    this.trouble = null;
  }

  /** How many values are kept. */
  get length(): number {
    return this.arrived.length;
  }

  poll(): T | NotReady {
    checkHome(this.owner);
    if (this.arrived.length > 0) return this.arrived.shift() as T;
    const { trouble } = this;
    this.trouble = null;
    if (trouble !== null) throw trouble;
    if (this.ending !== null) throw this.ending();
    return notReady;
  }

  /** Gives `value` to the first wait, or keeps it; returns false when there is no room for it. */
  push(value: T): boolean {
    const waiter = this.waiters.take();
    if (waiter !== null) this.owner.scheduler.io(() => waiter.deliver(value));
    else if (this.arrived.length < this.capacity) this.arrived.push(value);
    else return false;
    return true;
  }

  /** Fails one wait: the first, or the next to come. */
  fail(error: Error): void {
    const waiter = this.waiters.take();
    if (waiter === null) this.trouble = error;
    else this.owner.scheduler.io(() => waiter.fail(error));
  }

  /** Takes back the values that are not `wanted` any more. */
  keep(wanted: (value: T) => boolean): void {
    this.arrived.keep(wanted);
  }

  /** Takes the oldest value back. */
  dropOldest(): T | undefined {
    return this.arrived.shift();
  }

  /** Fails waits with what `error` makes, once the values that have arrived are taken. */
  end(error: () => Error): void {
    if (this.ending !== null) return;
    this.ending = error;
    this.owner.scheduler.io(() => this.waiters.failAll(error));
  }

  /** Takes back all values that were kept. */
  takeBack(): T[] {
    return this.arrived.takeAll();
  }

  override describe(): string {
    return `the next of ${this.owner.describe()}`;
  }
}
