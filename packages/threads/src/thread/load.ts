/**
 * What a thread tells the others of its scheduler, in shared memory: how many tasks live there, and how long they waited for their turn. Whoever
 * reads it stops nobody.
 *
 * Invariants: the words are written by their thread alone, and read by anybody, so they are plain words: each is right, and some may be newer than
 * others. Counts of delays do not fall: a worker that takes the place of a dead one goes on from what that has left.
 */

import { counters } from "@mailslot/core";
import { setBeside } from "../atomic/idle.js";
import { DELAYS, type IdlePlace, LIVE, type Memory } from "./memory.js";

export class Load {
  private readonly memory: Memory;
  private readonly thread: number;
  private readonly delayAt: number;
  /** What the workers before this one have left. */
  private readonly left: readonly number[];
  private readonly idle: IdlePlace;
  private isDue: boolean;
  private sleeps: boolean;
  /** Whether the idle words say that something may hold up this thread while it sleeps. */
  private isHeld: boolean;

  constructor(memory: Memory, thread: number) {
    this.memory = memory;
    this.thread = thread;
    this.delayAt = memory.delayAt(thread);
    this.left = delaysOf(memory, thread);
    this.idle = memory.idlePlaces[thread] as IdlePlace;
    this.isDue = false;
    this.sleeps = false;
    this.isHeld = false;
  }

  /** Tells it before the thread parks: from then on, whether tasks live there is told to those who wake sleepers too. */
  sleep(): void {
    this.sleeps = true;
    this.tell();
  }

  /** The thread looks for work itself. */
  wake(): void {
    this.sleeps = false;
    this.hold(false);
  }

  /** Tells it now: before the thread lets its event loop poll. */
  readonly tell = (): void => {
    this.isDue = false;
    const { live, delay } = counters();
    const { words } = this.memory;
    this.memory.set(this.thread, LIVE, live);
    for (let n = 0; n < DELAYS; n++)
      words[this.delayAt + n] = ((this.left[n] as number) + (delay.samples[n] as number)) | 0;
    if (this.sleeps) this.hold(live > 0);
  };

  /** Tells it when the event loop polls next: once, however many turns of the scheduler there are until then. */
  tellSoon(): void {
    if (this.isDue) return;
    this.isDue = true;
    setImmediate(this.tell);
  }

  private hold(isHeld: boolean): void {
    if (isHeld === this.isHeld) return;
    this.isHeld = isHeld;
    const { at, threads, self } = this.idle;
    setBeside(this.memory.words, at, threads, self, isHeld);
  }
}

/** Returns whether the scheduler of this thread has tasks to run. */
export function hasRunnable(): boolean {
  const { slot, queue, io } = counters().depth;
  return slot + queue + io > 0;
}

/** Returns how many delays of each length the scheduler of a thread has sampled, as that has told last. */
export function delaysOf(memory: Memory, thread: number): number[] {
  const at = memory.delayAt(thread);
  return Array.from(memory.words.subarray(at, at + DELAYS));
}
