/**
 * A queue of values whose ends both cost the same, however long it is.
 *
 * Invariants: `values` from `head` on are the queue; what is before `head` is cleared.
 */
export class Fifo<T> {
  private values: (T | undefined)[];
  private head: number;

  constructor() {
    this.values = [];
    this.head = 0;
  }

  get length(): number {
    return this.values.length - this.head;
  }

  /** The oldest value, which stays. */
  get first(): T | undefined {
    return this.values[this.head];
  }

  push(value: T): void {
    this.values.push(value);
  }

  shift(): T | undefined {
    if (this.length === 0) return undefined;
    const value = this.values[this.head];
    this.values[this.head++] = undefined;
    if (this.head === this.values.length) this.clear();
    else if (this.head > 1_024 && this.head * 2 > this.values.length) {
      this.values = this.values.slice(this.head);
      this.head = 0;
    }
    return value;
  }

  /** Takes out what is not `wanted`. */
  keep(wanted: (value: T) => boolean): void {
    this.values = this.takeAll().filter(wanted);
  }

  /** Empties the queue and returns what was in it. */
  takeAll(): T[] {
    const all = this.values.slice(this.head) as T[];
    this.clear();
    return all;
  }

  private clear(): void {
    this.values = [];
    this.head = 0;
  }
}
