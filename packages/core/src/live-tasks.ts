/**
 * The register of live tasks, from which a dump is made. A slot that is free holds the number of the next free slot,
 * so entering and leaving move nothing and allocate nothing.
 */
import type { TaskNode } from "./task.js";

const NONE = -1;

export class LiveTasks {
  private readonly slots: (TaskNode | number)[];
  private free: number;

  constructor() {
    this.slots = [];
    this.free = NONE;
  }

  add(task: TaskNode): void {
    const index = this.free;
    if (index === NONE) {
      task.index = this.slots.push(task) - 1;
      return;
    }
    this.free = this.slots[index] as number;
    this.slots[index] = task;
    task.index = index;
  }

  remove(task: TaskNode): void {
    this.slots[task.index] = this.free;
    this.free = task.index;
  }

  *[Symbol.iterator](): Generator<TaskNode> {
    for (const slot of this.slots) if (typeof slot !== "number") yield slot;
  }
}
