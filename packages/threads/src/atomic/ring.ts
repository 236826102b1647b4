/**
 * A run queue of fixed size in shared memory: its owner pushes and pops, other threads steal half of it. Go's way (`runq` in
 * proc.go): a thief copies first and claims by compare-exchange on the head, so one that dies leaves nothing claimed. Values
 * are integers from 0; what they stand for is the caller's business.
 *
 * Words from `at`: HEAD (written by all) is the next to be taken, TAIL (written by the owner alone) where the next goes; both
 * are 32-bit counts that wrap. Then come `mask + 1` slots, written by the owner alone.
 * Invariants: head <= tail <= head + capacity, modulo 2^32; a slot is written only while head and tail do not cover it.
 */

const HEAD = 0;
const TAIL = 1;
const SLOTS = 2;

/** What {@link popRing} and {@link stealHalf} return when nothing was there. */
export const EMPTY = -1;

/** Returns how many words a ring takes; `mask` is its capacity, a power of two, less one. */
export function ringWords(mask: number): number {
  return SLOTS + mask + 1;
}

/** Sets both counts, before the ring is shared: tests begin where they wrap. */
export function initRing(words: Int32Array, at: number, first = 0): void {
  Atomics.store(words, at + HEAD, first);
  Atomics.store(words, at + TAIL, first);
}

/** Returns how many values the ring held at some moment. Anybody. */
export function ringLength(words: Int32Array, at: number): number {
  return Math.max(0, (Atomics.load(words, at + TAIL) - Atomics.load(words, at + HEAD)) | 0);
}

/** Adds a value at the back; false when the ring is full. Owner only. */
export function pushRing(words: Int32Array, at: number, mask: number, value: number): boolean {
  const tail = Atomics.load(words, at + TAIL);
  if (((tail - Atomics.load(words, at + HEAD)) | 0) > mask) return false;
  Atomics.store(words, at + SLOTS + (tail & mask), value);
  // Publishes the slot. Pairs with the look at TAIL in stealHalf().
  Atomics.store(words, at + TAIL, (tail + 1) | 0);
  return true;
}

/** Takes the value at the front, or EMPTY. Owner only. */
export function popRing(words: Int32Array, at: number, mask: number): number {
  for (;;) {
    const head = Atomics.load(words, at + HEAD);
    if (head === Atomics.load(words, at + TAIL)) return EMPTY;
    const value = Atomics.load(words, at + SLOTS + (head & mask));
    if (Atomics.compareExchange(words, at + HEAD, head, (head + 1) | 0) === head) return value;
  }
}

/**
 * Moves the older half of a full ring into `out`; returns how many values that were, 0 if a thief was faster and there is
 * room now. Owner only.
 */
export function shedHalf(words: Int32Array, at: number, mask: number, out: Int32Array): number {
  const head = Atomics.load(words, at + HEAD);
  if (((Atomics.load(words, at + TAIL) - head) | 0) <= mask) return 0;
  const count = (mask + 1) >> 1;
  for (let i = 0; i < count; i++) out[i] = Atomics.load(words, at + SLOTS + ((head + i) & mask));
  return Atomics.compareExchange(words, at + HEAD, head, (head + count) | 0) === head ? count : 0;
}

/**
 * Moves the older half of the ring at `from` into the ring at `to`, whose owner calls; returns one of the values, which is
 * not in that ring, or EMPTY. Nothing is taken while the ring at `to` is over half full. The two rings may differ in size.
 */
export function stealHalf(words: Int32Array, from: number, fromMask: number, to: number, toMask: number): number {
  const tail = Atomics.load(words, to + TAIL);
  const room = (toMask + 1) >> 1;
  if (((tail - Atomics.load(words, to + HEAD)) | 0) > room) return EMPTY;
  for (;;) {
    const head = Atomics.load(words, from + HEAD);
    const held = (Atomics.load(words, from + TAIL) - head) | 0;
    if (held <= 0) return EMPTY;
    // HEAD moved between the two looks: what was read belongs to no one moment.
    if (held > fromMask + 1) continue;
    const count = Math.min(held - (held >> 1), room);
    // Copied before they are claimed: the owner may write over them meanwhile, but then HEAD has moved, and the claim fails.
    for (let i = 0; i < count; i++) {
      const value = Atomics.load(words, from + SLOTS + ((head + i) & fromMask));
      Atomics.store(words, to + SLOTS + ((tail + i) & toMask), value);
    }
    if (Atomics.compareExchange(words, from + HEAD, head, (head + count) | 0) !== head) continue;
    const last = (tail + count - 1) | 0;
    if (count > 1) Atomics.store(words, to + TAIL, last);
    return Atomics.load(words, to + SLOTS + (last & toMask));
  }
}
