/**
 * A bounded mailbox with many senders and one receiver at a time, and the bit that says whether the receiver is
 * scheduled. The slots are Vyukov's bounded queue; the bit makes sure that a waiting message always has a receiver on its way.
 *
 * Words: TAIL (written by senders), HEAD (by the receiver), STATE (by all), then a turn (by the owner of the slot) and
 * a value for each slot. A slot's turn is p when position p may be written, p + 1 when it may be read.
 *
 * No message is stranded: a message is published before the bit is set in send(), and the bit is cleared before
 * the second look in rest(). Whichever is second sees the other.
 */

const TAIL = 0;
const HEAD = 1;
const STATE = 2;
const SLOTS = 3;

const IDLE = 0;
const SCHEDULED = 1;

/** What became of a message: no room, delivered, or delivered with the duty to schedule the receiver. */
export const FULL = 0;
export const DELIVERED = 1;
export const SCHEDULE = 2;

export class Mailbox {
  private readonly words: Int32Array;
  private readonly capacity: number;
  private readonly mask: number;

  /** Uses `words` of length `Mailbox.wordsFor(capacity)`; `capacity` is a power of two. */
  constructor(words: Int32Array, capacity: number) {
    this.words = words;
    this.capacity = capacity;
    this.mask = capacity - 1;
  }

  /** The words that a mailbox needs. */
  static wordsFor(capacity: number): number {
    return SLOTS + 2 * capacity;
  }

  /** Makes the mailbox empty, with positions that start at `first`, before it is shared. */
  static init(words: Int32Array, capacity: number, first = 0): void {
    Atomics.store(words, TAIL, first);
    Atomics.store(words, HEAD, first);
    for (let i = 0; i < capacity; i++) Atomics.store(words, turnOf((first + i) & (capacity - 1)), first + i);
  }

  /** Adds a message. May be called by every thread. A caller that gets SCHEDULE must make the receiver run. */
  send(value: number): number {
    for (;;) {
      const position = Atomics.load(this.words, TAIL);
      const slot = position & this.mask;
      const ahead = (Atomics.load(this.words, turnOf(slot)) - position) | 0;
      if (ahead < 0) return FULL;
      if (ahead > 0 || Atomics.compareExchange(this.words, TAIL, position, (position + 1) | 0) !== position) continue;
      this.words[wordOf(slot)] = value;
      Atomics.store(this.words, turnOf(slot), (position + 1) | 0);
      // Published first: pairs with the second look in rest().
      return Atomics.exchange(this.words, STATE, SCHEDULED) === IDLE ? SCHEDULE : DELIVERED;
    }
  }

  /** Takes the oldest message; undefined when there is none. The scheduled receiver only. */
  receive(): number | undefined {
    const position = Atomics.load(this.words, HEAD);
    const slot = position & this.mask;
    if (Atomics.load(this.words, turnOf(slot)) !== ((position + 1) | 0)) return undefined;
    const value = this.words[wordOf(slot)];
    Atomics.store(this.words, HEAD, (position + 1) | 0);
    Atomics.store(this.words, turnOf(slot), (position + this.capacity) | 0);
    return value;
  }

  /** Ends the receiver's run; false if it must go on, since a message came in between. */
  rest(): boolean {
    Atomics.store(this.words, STATE, IDLE);
    // The second look: pairs with the publication in send().
    const position = Atomics.load(this.words, HEAD);
    if (Atomics.load(this.words, turnOf(position & this.mask)) !== ((position + 1) | 0)) return true;
    return Atomics.exchange(this.words, STATE, SCHEDULED) === SCHEDULED;
  }
}

function turnOf(slot: number): number {
  return SLOTS + 2 * slot;
}

function wordOf(slot: number): number {
  return SLOTS + 2 * slot + 1;
}
