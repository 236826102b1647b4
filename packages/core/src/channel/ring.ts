/**
 * A queue in a ring that grows by doubling (an array with `shift` costs several times as much), and shrinks to a
 * quarter once seven eighths are free, so that the memory of a flood goes back, and few messages are moved for that.
 *
 * Invariants: slots outside the `length` from `head` hold nothing, so that what was taken is not kept alive.
 */
const SMALLEST = 8;
const KEPT = 1024;

export class Ring<T> {
  length: number;
  private head: number;
  private slots: (T | undefined)[];

  constructor() {
    this.length = 0;
    this.head = 0;
    this.slots = [];
  }

  push(value: T): void {
    if (this.length === this.slots.length) this.grow();
    this.slots[(this.head + this.length) & (this.slots.length - 1)] = value;
    this.length++;
  }

  /** Takes the first; only when `length` is above 0. */
  shift(): T {
    const slots = this.slots;
    const head = this.head;
    const value = slots[head] as T;
    slots[head] = undefined;
    this.head = (head + 1) & (slots.length - 1);
    if (--this.length < slots.length >> 3 && slots.length > KEPT) this.resize(slots.length >> 2);
    return value;
  }

  private grow(): void {
    this.resize(Math.max(SMALLEST, this.slots.length * 2));
  }

  private resize(size: number): void {
    const old = this.slots;
    const slots = new Array<T | undefined>(size);
    slots[size - 1] = undefined; // so that it is an array of anything from the beginning, and not one of small integers
    for (let i = 0; i < this.length; i++) slots[i] = old[(this.head + i) & (old.length - 1)];
    this.slots = slots;
    this.head = 0;
  }
}
