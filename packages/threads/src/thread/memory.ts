/**
 * Where everything stands in the one piece of memory that all threads share: the idle words of all, then for each thread its rings, the list
 * of its jobs that have ended, its counters and its blocks. Workers are numbered from 0; the calling thread comes after the last.
 */

import { initDone } from "../atomic/done-list.js";
import { idleWords } from "../atomic/idle.js";
import { initRing, ringWords } from "../atomic/ring.js";
import { policy } from "../policy.js";

export const RING_MASK: number = policy.ring - 1;
export const INJECT_MASK: number = policy.inject - 1;
export const BLOCKS: number = policy.blocks;

// Words of a block: its state, the next that has ended, and what stands in the payload.
export const NEXT = 1;
/** The number of the job's function. */
export const JOB = 2;
/** Bytes of the payload; -1 when it takes the way of large values. */
export const SIZE = 3;
/** Whether the job completed (1) or failed (0). */
export const COMPLETED = 4;
/** Tells one job in the block from the next. */
export const SERIAL = 5;
const PAYLOAD = 8;
const BLOCK_WORDS = 64;

/** How many bytes a block takes; what is larger goes beside it. */
export const INLINE: number = 4 * (BLOCK_WORDS - PAYLOAD);

/** What stands at `counterAt` plus one of these. */
export const RUN = 0;
export const STOLEN = 1;
export const PARKED = 2;
export const OVERFLOWED = 3;
export const PUBLISHED = 4;
/** How many tasks live there: not a count of what was, but a level. */
export const LIVE = 5;
const COUNTERS = 8;

export class Memory {
  readonly buffer: SharedArrayBuffer;
  readonly words: Int32Array;
  readonly bytes: Uint8Array;
  /** How many workers; also the number of the calling thread. */
  readonly workers: number;

  constructor(workers: number, buffer?: SharedArrayBuffer) {
    this.workers = workers;
    this.buffer = buffer ?? new SharedArrayBuffer(4 * (headWords(workers) + (workers + 1) * THREAD_WORDS));
    this.words = new Int32Array(this.buffer);
    this.bytes = new Uint8Array(this.buffer);
    if (buffer === undefined) this.init();
  }

  /** The idle words of the workers. */
  get idleAt(): number {
    return 0;
  }

  /** Those of the calling thread: it never searches, and is woken for what only it can do. */
  get callerIdleAt(): number {
    return idleWords(this.workers);
  }

  ringAt(thread: number): number {
    return headWords(this.workers) + thread * THREAD_WORDS;
  }

  injectAt(thread: number): number {
    return this.ringAt(thread) + ringWords(RING_MASK);
  }

  doneAt(thread: number): number {
    return this.injectAt(thread) + ringWords(INJECT_MASK);
  }

  /** Whether a thread must look at all of its blocks, since a thread has died. */
  sweepAt(thread: number): number {
    return this.doneAt(thread) + 1;
  }

  counterAt(thread: number): number {
    return this.doneAt(thread) + 2;
  }

  blockAt(thread: number, block: number): number {
    return this.counterAt(thread) + COUNTERS + block * BLOCK_WORDS;
  }

  payloadAt(blockAt: number): number {
    return 4 * (blockAt + PAYLOAD);
  }

  /** Counts something that a thread has done: written by that thread alone, and read by anybody, so a plain word. */
  count(thread: number, counter: number): void {
    const at = this.counterAt(thread) + counter;
    this.words[at] = ((this.words[at] as number) + 1) | 0;
  }

  /** Says how much there is of something now, as `count` does. */
  set(thread: number, counter: number, value: number): void {
    this.words[this.counterAt(thread) + counter] = value;
  }

  private init(): void {
    for (let thread = 0; thread <= this.workers; thread++) {
      initRing(this.words, this.ringAt(thread));
      initRing(this.words, this.injectAt(thread));
      initDone(this.words, this.doneAt(thread));
    }
  }
}

const THREAD_WORDS = ringWords(RING_MASK) + ringWords(INJECT_MASK) + 2 + COUNTERS + BLOCKS * BLOCK_WORDS;

function headWords(workers: number): number {
  return idleWords(workers) + idleWords(1);
}
