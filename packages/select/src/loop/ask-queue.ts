/**
 * The cases of a loop that may be ready, in the order in which they are to be asked.
 *
 * Invariants: the `position` of an item is its index in `items`, or NOWHERE when it is not in the queue.
 */
import { draw, type Random } from "../random.js";

/** The position of an item that is not in a queue. */
export const NOWHERE: number = -1;

/** What stands in a queue. */
export interface Queued {
  /** Where it stands; for the queue alone. */
  position: number;
  /** Its rank among those that are written. */
  readonly index: number;
}

/** A queue of cases; each is in it at most once. */
export interface AskQueue<T extends Queued> {
  readonly size: number;
  add(item: T): void;
  /** Takes out the item that is to be asked next, or returns null. */
  take(): T | null;
  /** Takes `item` out, if it is in the queue. */
  remove(item: T): void;
  clear(): void;
}

/** Each of those in the queue is as likely to be next. */
export class AnyOrder<T extends Queued> implements AskQueue<T> {
  private items: T[];
  private readonly random: Random;

  constructor(random: Random) {
    this.items = [];
    this.random = random;
  }

  get size(): number {
    return this.items.length;
  }

  add(item: T): void {
    if (item.position === NOWHERE) item.position = this.items.push(item) - 1;
  }

  take(): T | null {
    const { length } = this.items;
    if (length === 0) return null;
    const next = this.items[length === 1 ? 0 : draw(this.random, length)] as T;
    this.remove(next);
    return next;
  }

  remove(item: T): void {
    if (item.position === NOWHERE) return;
    const last = this.items.pop() as T;
    if (last !== item) {
      this.items[item.position] = last;
      last.position = item.position;
    }
    item.position = NOWHERE;
  }

  clear(): void {
    for (const item of this.items) item.position = NOWHERE;
    this.items = [];
  }
}

/** The first that is written is next: a binary heap, so that many cases cost little more each than a few. */
export class WrittenOrder<T extends Queued> implements AskQueue<T> {
  private items: T[];

  constructor() {
    this.items = [];
  }

  get size(): number {
    return this.items.length;
  }

  add(item: T): void {
    if (item.position !== NOWHERE) return;
    this.items.push(item);
    this.rise(item, this.items.length - 1);
  }

  take(): T | null {
    const next = this.items[0];
    if (next === undefined) return null;
    this.remove(next);
    return next;
  }

  remove(item: T): void {
    const { position } = item;
    if (position === NOWHERE) return;
    item.position = NOWHERE;
    const last = this.items.pop() as T;
    if (last === item) return;
    this.sink(last, position);
    this.rise(last, last.position);
  }

  clear(): void {
    for (const item of this.items) item.position = NOWHERE;
    this.items = [];
  }

  /** Puts `item` at `position`, or nearer to the front. */
  private rise(item: T, position: number): void {
    let at = position;
    for (let parent = (at - 1) >> 1; at > 0; parent = (at - 1) >> 1) {
      const above = this.items[parent] as T;
      if (above.index <= item.index) break;
      this.put(above, at);
      at = parent;
    }
    this.put(item, at);
  }

  /** Puts `item` at `position`, or further back. */
  private sink(item: T, position: number): void {
    let at = position;
    for (let child = this.firstChild(at); child !== null && child.index < item.index; child = this.firstChild(at)) {
      const from = child.position;
      this.put(child, at);
      at = from;
    }
    this.put(item, at);
  }

  private firstChild(at: number): T | null {
    const left = this.items[2 * at + 1];
    const right = this.items[2 * at + 2];
    if (left === undefined) return null;
    return right !== undefined && right.index < left.index ? right : left;
  }

  private put(item: T, at: number): void {
    this.items[at] = item;
    item.position = at;
  }
}
