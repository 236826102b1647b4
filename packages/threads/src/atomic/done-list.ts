/**
 * The jobs of one owner that have ended: any thread adds one, the owner takes all at once. A list through the blocks
 * themselves (Treiber 1986); since it is only ever taken whole, a head that returns to an earlier value confuses nobody.
 *
 * Words: HEAD (written by all) is the block added last, or NONE; NEXT of a block (written by who adds it, read by the
 * owner) the one before. A block is in the list once at most: its runner adds it, after `finish`, which succeeds once.
 */

/** Ends the list. */
export const NONE = -1;

/** Empties the list, before it is shared. */
export function initDone(words: Int32Array, head: number): void {
  Atomics.store(words, head, NONE);
}

/** Adds a block, whose NEXT is the word at `next`. The caller then wakes the owner; pairs with its look in takeDone(). */
export function addDone(words: Int32Array, head: number, next: number, block: number): void {
  for (;;) {
    const last = Atomics.load(words, head);
    Atomics.store(words, next, last);
    if (Atomics.compareExchange(words, head, last, block) === last) return;
  }
}

/** Takes the list: returns its first block, or NONE. Owner only. */
export function takeDone(words: Int32Array, head: number): number {
  // A look without a write, since most looks find nothing.
  return Atomics.load(words, head) === NONE ? NONE : Atomics.exchange(words, head, NONE);
}

/** Returns the block after that whose NEXT is the word at `next`, or NONE. Read it before the block is released. */
export function nextDone(words: Int32Array, next: number): number {
  return Atomics.load(words, next);
}
