/**
 * A queue in blocks, each of which leads to the next, as in Tokio's unbounded channel: no length makes it move what it holds, and the
 * memory of a flood goes back while it is worked off. (An array with `shift` costs several times as much; one that doubles is, at
 * 100,000 messages, a megabyte that the system must map, a third of the time of a fan-in.) See docs/decisions/0037-queues-in-blocks.md.
 *
 * Invariants: a block has room for its messages and for the next block, in its last slot; slots that hold no message hold
 * nothing, so that what was taken is not kept alive; an empty queue has one block at most, and begins at its beginning.
 */
const SMALLEST = 8;
const LARGEST = 512;

type Block = unknown[];

export class BlockQueue<T> {
  length: number;
  private first: Block | null;
  private last: Block | null;
  /** Where the next message is in the first block. */
  private head: number;
  /** Where the next message goes in the last block. */
  private tail: number;
  /** How many messages the last block has room for. */
  private room: number;

  constructor() {
    this.length = 0;
    this.first = null;
    this.last = null;
    this.head = 0;
    this.tail = 0;
    this.room = 0;
  }

  push(value: T): void {
    if (this.tail === this.room) this.grow();
    (this.last as Block)[this.tail++] = value;
    this.length++;
  }

  /** Takes the first; only when `length` is above 0. */
  shift(): T {
    const first = this.first as Block;
    const { head } = this;
    const value = first[head] as T;
    first[head] = undefined;
    if (--this.length === 0) this.head = this.tail = 0;
    else if (head + 2 === first.length) this.leave(first);
    else this.head = head + 1;
    return value;
  }

  private grow(): void {
    const room = Math.min(Math.max(SMALLEST, this.room * 2), LARGEST);
    const block: Block = new Array(room + 1);
    block[room] = null; // so that it is an array of anything from the beginning, and not one of small integers
    if (this.last === null) this.first = block;
    else this.last[this.room] = block;
    this.last = block;
    this.tail = 0;
    this.room = room;
  }

  private leave(first: Block): void {
    this.first = first[first.length - 1] as Block;
    this.head = 0;
  }
}
