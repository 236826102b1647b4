/**
 * The register of live tasks, from which a dump is made, and since when each of them waits. A slot that is free holds
 * the number of the next free slot, so entering and leaving move nothing and allocate nothing.
 */
import type { TaskNode } from "./task.js";

const NONE = -1;

export class LiveTasks {
  /** Whole milliseconds of the event loop's time, as of the scheduler's last look at it. */
  clock: number;
  private readonly slots: (TaskNode | number)[];
  private free: number;
  /** When the task of each slot began to wait. Outside the tasks, since here it takes 4 bytes, and there 8. */
  private waits: Uint32Array;

  constructor() {
    this.clock = 0;
    this.slots = [];
    this.free = NONE;
    this.waits = new Uint32Array(64);
  }

  add(task: TaskNode): void {
    const index = this.free;
    if (index === NONE) {
      task.index = this.slots.push(task) - 1;
      if (task.index >= this.waits.length) this.grow();
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

  parked(task: TaskNode): void {
    this.waits[task.index] = this.clock;
  }

  /** Milliseconds of the loop's time, modulo 2^32, at which a waiting task began to wait. */
  since(task: TaskNode): number {
    return this.waits[task.index] as number;
  }

  *[Symbol.iterator](): Generator<TaskNode> {
    for (const slot of this.slots) if (typeof slot !== "number") yield slot;
  }

  private grow(): void {
    const waits = new Uint32Array(this.waits.length * 2);
    waits.set(this.waits);
    this.waits = waits;
  }
}
