/**
 * The I/O lane: tasks woken by I/O and timers, first in, first out. They are linked through `after`, which is free while a
 * task is runnable.
 *
 * Invariants: head and tail are both null or both not; the tail's `after` is null.
 */
import type { TaskCore } from "../task/task.js";

export class IoLane {
  length = 0;
  private head: TaskCore | null = null;
  private tail: TaskCore | null = null;

  push(task: TaskCore): void {
    if (this.tail === null) this.head = task;
    else this.tail.after = task;
    this.tail = task;
    this.length++;
  }

  shift(): TaskCore | null {
    const task = this.head;
    if (task === null) return null;
    this.head = task.after as TaskCore | null;
    if (this.head === null) this.tail = null;
    task.after = null;
    this.length--;
    return task;
  }
}
