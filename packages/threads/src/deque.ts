/** A queue whose both ends can be taken from, in a ring that grows: for what one thread keeps, and no other sees. */

export class Deque<T> {
  private items: (T | undefined)[];
  private head: number;
  length: number;

  constructor() {
    this.items = new Array(16).fill(undefined);
    this.head = 0;
    this.length = 0;
  }

  push(item: T): void {
    if (this.length === this.items.length) this.grow();
    this.items[(this.head + this.length++) & (this.items.length - 1)] = item;
  }

  /** The oldest, which stays. */
  get first(): T | undefined {
    return this.length === 0 ? undefined : this.items[this.head];
  }

  /** Takes the oldest. */
  shift(): T | undefined {
    if (this.length === 0) return undefined;
    const item = this.items[this.head];
    this.items[this.head] = undefined;
    this.head = (this.head + 1) & (this.items.length - 1);
    if (--this.length === 0 && this.items.length > KEPT) {
      this.items = new Array(16).fill(undefined);
      this.head = 0;
    }
    return item;
  }

  /** Takes the newest. */
  pop(): T | undefined {
    if (this.length === 0) return undefined;
    const at = (this.head + --this.length) & (this.items.length - 1);
    const item = this.items[at];
    this.items[at] = undefined;
    return item;
  }

  private grow(): void {
    const next: (T | undefined)[] = new Array(2 * this.items.length).fill(undefined);
    for (let n = 0; n < this.length; n++) next[n] = this.items[(this.head + n) & (this.items.length - 1)];
    this.items = next;
    this.head = 0;
  }
}

// Room that a million jobs have needed is given back.
const KEPT = 4096;
