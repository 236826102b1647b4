/**
 * The run queue: a fixed ring of runnable tasks, by their index in the register, first in, first out.
 *
 * Invariants: `tail - head` (modulo 2^32) is the number of tasks, from 0 to the number of slots.
 * See docs/decisions/0028-overflow-of-the-newer-half.md and 0029-tasks-by-index.md.
 */

import type { TaskCore } from "../task/task.js";
import type { InjectQueue } from "./inject-queue.js";
import type { LiveTasks } from "./live-tasks.js";

export class RunQueue {
  head = 0;
  tail = 0;
  overflows = 0;
  private readonly mask: number;
  private readonly live: LiveTasks<TaskCore>;
  private readonly slots: Int32Array;
  private readonly overflow: InjectQueue;

  constructor(slots: number, live: LiveTasks<TaskCore>, overflow: InjectQueue) {
    this.mask = slots - 1;
    this.live = live;
    this.slots = new Int32Array(slots);
    this.overflow = overflow;
  }

  get length(): number {
    return (this.tail - this.head) | 0;
  }

  push(index: number): void {
    const tail = this.tail;
    if (((tail - this.head) | 0) > this.mask) this.spill(index);
    else {
      this.slots[tail & this.mask] = index;
      this.tail = (tail + 1) | 0;
    }
  }

  shift(): TaskCore | null {
    const head = this.head;
    if (head === this.tail) return null;
    this.head = (head + 1) | 0;
    return this.live.at(this.slots[head & this.mask] as number);
  }

  /**
   * Moves the newer half to the inject queue, and the new task after it: one batch, so the next 128 pushes are cheap. The
   * older half stays, so tasks that are near the front run soon; see `test/scheduler/bound.test.ts`.
   */
  private spill(index: number): void {
    this.overflows++;
    const kept = (this.head + ((this.mask + 1) >> 1)) | 0;
    for (let at = kept; at !== this.tail; at = (at + 1) | 0) {
      this.moveOut(this.slots[at & this.mask] as number);
    }
    this.tail = kept;
    this.moveOut(index);
  }

  private moveOut(index: number): void {
    this.overflow.push(this.live.at(index) as TaskCore);
  }
}
