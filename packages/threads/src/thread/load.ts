/**
 * What a thread tells the others of its scheduler, in shared memory: how many tasks live there, and how long they waited for their turn. Whoever
 * reads it stops nobody.
 *
 * Invariants: the words are written by their thread alone, and read by anybody, so they are plain words: each is right, and some may be newer than
 * others. Counts of delays do not fall: a worker that takes the place of a dead one goes on from what that has left.
 */

import { counters } from "@mailslot/core";
import { DELAYS, LIVE, type Memory } from "./memory.js";

export class Load {
  private readonly memory: Memory;
  private readonly thread: number;
  private readonly delayAt: number;
  /** What the workers before this one have left. */
  private readonly left: readonly number[];
  private isDue: boolean;

  constructor(memory: Memory, thread: number) {
    this.memory = memory;
    this.thread = thread;
    this.delayAt = memory.delayAt(thread);
    this.left = delaysOf(memory, thread);
    this.isDue = false;
  }

  /** Tells it now: before the thread parks, or lets its event loop poll. */
  readonly tell = (): void => {
    this.isDue = false;
    const { live, delay } = counters();
    const { words } = this.memory;
    this.memory.set(this.thread, LIVE, live);
    for (let n = 0; n < DELAYS; n++)
      words[this.delayAt + n] = ((this.left[n] as number) + (delay.samples[n] as number)) | 0;
  };

  /** Tells it when the event loop polls next: once, however many turns of the scheduler there are until then. */
  tellSoon(): void {
    if (this.isDue) return;
    this.isDue = true;
    setImmediate(this.tell);
  }
}

/** Returns how many delays of each length the scheduler of a thread has sampled, as that has told last. */
export function delaysOf(memory: Memory, thread: number): number[] {
  const at = memory.delayAt(thread);
  return Array.from(memory.words.subarray(at, at + DELAYS));
}
