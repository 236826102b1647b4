/**
 * The run queue: a fixed ring of runnable tasks, first in, first out.
 *
 * Invariants: `tail - head` (modulo 2^32) is the number of tasks, from 0 to the number of slots;
 * slots outside [head, tail) hold null, so that a finished task is not kept alive.
 */
import type { InjectQueue } from "./inject-queue.js";
import type { TaskNode } from "./task.js";

export class RunQueue {
  head = 0;
  tail = 0;
  overflows = 0;
  private readonly mask: number;
  private readonly slots: (TaskNode | null)[];
  private readonly overflow: InjectQueue;

  constructor(slots: number, overflow: InjectQueue) {
    this.mask = slots - 1;
    this.slots = new Array<TaskNode | null>(slots).fill(null);
    this.overflow = overflow;
  }

  get length(): number {
    return (this.tail - this.head) | 0;
  }

  push(task: TaskNode): void {
    const tail = this.tail;
    if (((tail - this.head) | 0) > this.mask) this.spill(task);
    else {
      this.slots[tail & this.mask] = task;
      this.tail = (tail + 1) | 0;
    }
  }

  shift(): TaskNode | null {
    const head = this.head;
    if (head === this.tail) return null;
    const index = head & this.mask;
    const task = this.slots[index] as TaskNode;
    this.slots[index] = null;
    this.head = (head + 1) | 0;
    return task;
  }

  /**
   * Moves the newer half to the inject queue, and `task` behind it: one batch, so the next 128 pushes are cheap. The
   * older half stays, so whatever has come so far forward runs before long; see `test/scheduler/bound.test.ts`.
   */
  private spill(task: TaskNode): void {
    this.overflows++;
    const kept = (this.head + ((this.mask + 1) >> 1)) | 0;
    for (let at = kept; at !== this.tail; at = (at + 1) | 0) {
      this.overflow.push(this.slots[at & this.mask] as TaskNode);
      this.slots[at & this.mask] = null;
    }
    this.tail = kept;
    this.overflow.push(task);
  }
}
