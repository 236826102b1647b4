/**
 * A way that `ring.ts` was before, kept because it is wrong: after Tokio's multi-thread queue (2019), whose head packs two indices
 * of 16 bits. They come round after 65,536 values, which a thief that was paused between its look at the head and its claim does not
 * notice: the claim succeeds on values that it never saw. With indices of 2 bits the loom finds that in a few steps. A thief that dies
 * between claim and release also stops all others.
 *
 * Words: HEAD (written by all) holds two indices, `steal` above `real`: what lies between the two is being copied by a stealer.
 * TAIL (written by the owner alone) is where the next value goes. Then come the slots.
 * Invariants: steal <= real <= tail <= steal + capacity, modulo the number of indices; a slot is written by the owner alone, and
 * only when no index range covers it.
 */

const HEAD = 0;
const TAIL = 1;
const SLOTS = 2;
const INDEX_BITS = 16;
const INDEX_MASK = (1 << INDEX_BITS) - 1;

/** Takes the values that found no room; the caller puts them where any worker finds them. */
export type Overflow = (values: number[]) => void;

export class Ring {
  private readonly words: Int32Array;
  private readonly capacity: number;
  private readonly mask: number;

  /** Uses `words` of length `Ring.wordsFor(capacity)`; `capacity` is a power of two, at most 32,768. */
  constructor(words: Int32Array, capacity = 256) {
    this.words = words;
    this.capacity = capacity;
    this.mask = capacity - 1;
  }

  /** The words that a ring needs. */
  static wordsFor(capacity: number): number {
    return SLOTS + capacity;
  }

  /** Sets all indices to `first`, before the ring is shared. */
  static init(words: Int32Array, first = 0): void {
    Atomics.store(words, HEAD, pack(first & INDEX_MASK, first & INDEX_MASK));
    Atomics.store(words, TAIL, first & INDEX_MASK);
  }

  /** Adds a value at the back. Owner only. When full, half of the ring and the value go to `overflow`. */
  push(value: number, overflow: Overflow): void {
    for (;;) {
      const head = Atomics.load(this.words, HEAD);
      const tail = Atomics.load(this.words, TAIL);
      if (distance(stealOf(head), tail) < this.capacity) {
        this.words[SLOTS + (tail & this.mask)] = value;
        Atomics.store(this.words, TAIL, (tail + 1) & INDEX_MASK);
        return;
      }
      if (stealOf(head) !== realOf(head)) {
        // A stealer is about to make room; waiting for it would hold up the owner.
        overflow([value]);
        return;
      }
      if (this.shed(head, value, overflow)) return;
    }
  }

  /** Takes the value at the front; undefined when empty. Owner only. */
  pop(): number | undefined {
    for (;;) {
      const head = Atomics.load(this.words, HEAD);
      const real = realOf(head);
      if (real === Atomics.load(this.words, TAIL)) return undefined;
      const next = (real + 1) & INDEX_MASK;
      const steal = stealOf(head) === real ? next : stealOf(head);
      if (Atomics.compareExchange(this.words, HEAD, head, pack(steal, next)) === head) {
        return this.words[SLOTS + (real & this.mask)];
      }
    }
  }

  /** Moves half of what this ring holds into `target`, whose owner calls; returns how many values that were. */
  stealInto(target: Ring): number {
    const end = Atomics.load(target.words, TAIL);
    const room = distance(stealOf(Atomics.load(target.words, HEAD)), end);
    if (room > target.capacity - (this.capacity >> 1)) return 0;
    const claim = this.claimHalf();
    if (claim === undefined) return 0;
    const { first, count } = claim;
    for (let i = 0; i < count; i++) {
      target.words[SLOTS + ((end + i) & target.mask)] = this.words[SLOTS + ((first + i) & this.mask)]!;
    }
    this.release();
    Atomics.store(target.words, TAIL, (end + count) & INDEX_MASK);
    return count;
  }

  /** Tells whether the ring looked empty. Anybody. */
  isEmpty(): boolean {
    return realOf(Atomics.load(this.words, HEAD)) === Atomics.load(this.words, TAIL);
  }

  /** Takes the older half out and hands it to `overflow` with the value; false if a stealer was faster. */
  private shed(head: number, value: number, overflow: Overflow): boolean {
    const real = realOf(head);
    const count = this.capacity >> 1;
    const after = (real + count) & INDEX_MASK;
    if (Atomics.compareExchange(this.words, HEAD, head, pack(after, after)) !== head) return false;
    const values: number[] = [];
    for (let i = 0; i < count; i++) values.push(this.words[SLOTS + ((real + i) & this.mask)]!);
    values.push(value);
    overflow(values);
    return true;
  }

  /** Claims the older half for the caller to copy; undefined when empty, or when another stealer is at it. */
  private claimHalf(): { first: number; count: number } | undefined {
    for (;;) {
      const head = Atomics.load(this.words, HEAD);
      const tail = Atomics.load(this.words, TAIL);
      const real = realOf(head);
      if (stealOf(head) !== real) return undefined;
      // If the owner moved between the two loads this is nonsense, but then the compare-exchange fails.
      const held = distance(real, tail);
      const count = held - (held >> 1);
      if (count === 0) return undefined;
      const next = pack(real, (real + count) & INDEX_MASK);
      if (Atomics.compareExchange(this.words, HEAD, head, next) === head) return { first: real, count };
    }
  }

  /** Gives the claimed slots back to the owner. Pairs with the owner's look at `steal` in push(). */
  private release(): void {
    for (;;) {
      const head = Atomics.load(this.words, HEAD);
      const real = realOf(head);
      if (Atomics.compareExchange(this.words, HEAD, head, pack(real, real)) === head) return;
    }
  }
}

function pack(steal: number, real: number): number {
  return (steal << INDEX_BITS) | real;
}

function stealOf(head: number): number {
  return (head >>> INDEX_BITS) & INDEX_MASK;
}

function realOf(head: number): number {
  return head & INDEX_MASK;
}

function distance(from: number, to: number): number {
  return (to - from) & INDEX_MASK;
}
