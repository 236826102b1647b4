/**
 * The register of live tasks of a scheduler, from which a dump is made.
 *
 * Invariants: a free index holds the number of the next free one, so adding and removing move nothing and allocate
 * nothing. See docs/decisions/0024-register-of-live-tasks.md.
 */

const NONE = -1;

/** A task, as the register sees it. */
interface Registered {
  index: number;
}

export class LiveTasks<T extends Registered> {
  private readonly tasks: (T | number)[];
  private free: number;
  /** How many there are. */
  count: number;
  /** When the task of each index began to wait. Kept here, where it takes 4 bytes; in the task it would take 8. */
  private waits: Uint32Array;

  constructor() {
    this.tasks = [];
    this.free = NONE;
    this.count = 0;
    this.waits = new Uint32Array(64);
  }

  add(task: T): void {
    this.count++;
    const index = this.free;
    if (index === NONE) {
      task.index = this.tasks.push(task) - 1;
      const { waits } = this;
      if (task.index >= waits.length) (this.waits = new Uint32Array(waits.length * 2)).set(waits);
      return;
    }
    this.free = this.tasks[index] as number;
    this.tasks[index] = task;
    task.index = index;
  }

  remove(task: T): void {
    this.count--;
    this.tasks[task.index] = this.free;
    this.free = task.index;
  }

  /** Notes that a task waits from `now`, in milliseconds of the loop's time, on. */
  parked(task: T, now: number): void {
    this.waits[task.index] = now;
  }

  /** Milliseconds of the loop's time, modulo 2^32, at which a waiting task began to wait. */
  since(task: T): number {
    return this.waits[task.index] as number;
  }

  *[Symbol.iterator](): Generator<T> {
    for (const each of this.tasks) if (typeof each === "object") yield each;
  }
}
