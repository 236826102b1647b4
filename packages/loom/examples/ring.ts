/**
 * A run queue of fixed size in shared memory: its owner pushes and pops, other threads steal half of it. After Go's `runq`
 * (proc.go): a thief copies first and claims by compare-exchange on the head, so one that dies has claimed nothing or all that it
 * copied. Values are integers: what they stand for is the caller's business. What it was before is in `packed-ring.ts`.
 *
 * Words: HEAD (written by all) counts what was taken, TAIL (written by the owner alone) what was pushed, both modulo 2^32: for a
 * head to come round while a thief looks, four billion values would have to pass. Then come the slots.
 * Invariants: head <= tail <= head + capacity, modulo 2^32; a slot is written by the owner alone, and only while head and tail do
 * not cover it.
 */

const HEAD = 0;
const TAIL = 1;
const SLOTS = 2;

/** Takes the values that found no room; the caller puts them where any worker finds them. */
export type Overflow = (values: number[]) => void;

export class Ring {
  private readonly words: Int32Array;
  private readonly capacity: number;
  private readonly mask: number;

  /** Uses `words` of length `Ring.wordsFor(capacity)`; `capacity` is a power of two. */
  constructor(words: Int32Array, capacity = 256) {
    this.words = words;
    this.capacity = capacity;
    this.mask = capacity - 1;
  }

  /** The words that a ring needs. */
  static wordsFor(capacity: number): number {
    return SLOTS + capacity;
  }

  /** Sets both counts to `first`, before the ring is shared. */
  static init(words: Int32Array, first = 0): void {
    Atomics.store(words, HEAD, first);
    Atomics.store(words, TAIL, first);
  }

  /** Adds a value at the back. Owner only. When full, half of the ring and the value go to `overflow`. */
  push(value: number, overflow: Overflow): void {
    for (;;) {
      const head = Atomics.load(this.words, HEAD);
      const tail = Atomics.load(this.words, TAIL);
      if (distance(head, tail) < this.capacity) {
        this.set(tail, value);
        // Publishes the slot. Pairs with the look at TAIL in stealInto().
        Atomics.store(this.words, TAIL, advance(tail, 1));
        return;
      }
      if (this.shed(head, value, overflow)) return;
    }
  }

  /** Takes the value at the front; undefined when empty. Owner only. */
  pop(): number | undefined {
    for (;;) {
      const head = Atomics.load(this.words, HEAD);
      if (head === Atomics.load(this.words, TAIL)) return undefined;
      const value = this.get(head);
      if (Atomics.compareExchange(this.words, HEAD, head, advance(head, 1)) === head) return value;
    }
  }

  /** Moves half of what this ring holds into `target`, whose owner calls; returns how many values that were. */
  stealInto(target: Ring): number {
    const end = Atomics.load(target.words, TAIL);
    if (distance(Atomics.load(target.words, HEAD), end) > target.capacity - (this.capacity >> 1)) return 0;
    for (;;) {
      const head = Atomics.load(this.words, HEAD);
      const held = distance(head, Atomics.load(this.words, TAIL));
      if (held === 0) return 0;
      // HEAD moved between the two looks. No claim would succeed, but copies of so many would lie over what the target holds.
      if (held > this.capacity) continue;
      const count = held - (held >> 1);
      // The owner may write over them meanwhile, but then HEAD has moved, and the claim fails.
      for (let i = 0; i < count; i++) target.set(advance(end, i), this.get(advance(head, i)));
      if (Atomics.compareExchange(this.words, HEAD, head, advance(head, count)) !== head) continue;
      Atomics.store(target.words, TAIL, advance(end, count));
      return count;
    }
  }

  /** Tells whether the ring looked empty. Anybody. */
  isEmpty(): boolean {
    return Atomics.load(this.words, HEAD) === Atomics.load(this.words, TAIL);
  }

  /** Takes the older half out and hands it to `overflow` with the value; false if a thief was faster. */
  private shed(head: number, value: number, overflow: Overflow): boolean {
    const count = this.capacity >> 1;
    const values: number[] = [];
    for (let i = 0; i < count; i++) values.push(this.get(advance(head, i)));
    if (Atomics.compareExchange(this.words, HEAD, head, advance(head, count)) !== head) return false;
    values.push(value);
    overflow(values);
    return true;
  }

  // Slots are atomics too, since a thief may read one while its owner writes over it, and only then finds that it came too late.
  private get(count: number): number {
    return Atomics.load(this.words, SLOTS + (count & this.mask));
  }

  private set(count: number, value: number): void {
    Atomics.store(this.words, SLOTS + (count & this.mask), value);
  }
}

function advance(count: number, by: number): number {
  return (count + by) | 0;
}

function distance(from: number, to: number): number {
  return (to - from) | 0;
}
