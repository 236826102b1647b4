/**
 * The register of live tasks of a scheduler, from which a dump is made. A task enters it when it waits for the first time: until
 * then it is runnable or runs, so it is found there, and one that ends without having waited has cost nothing.
 *
 * Invariants: a free index holds the number of the next free one, so entering and leaving move nothing and allocate
 * nothing. See docs/decisions/0024-register-of-live-tasks.md.
 */

/** The index of a task that has not entered. */
export const UNLISTED: number = -1;

const NONE = -1;

/** A task, as the register sees it. */
interface Registered {
  index: number;
}

export class LiveTasks<T extends Registered> {
  readonly tasks: (T | number)[];
  private free: number;
  /** How many tasks live, whether they have entered or not. */
  count: number;
  /** When the task of each index began to wait, in milliseconds of the loop's time modulo 2^32. Kept here, where it takes 4 bytes; in the task it would take 8. */
  waits: Uint32Array;
  constructor() {
    this.tasks = [];
    this.free = NONE;
    this.count = 0;
    this.waits = new Uint32Array(64);
  }

  /** Counts a new task; a scheduler that is closed has another method in this place, which looks at it. */
  add(_task: T): void {
    this.count++;
  }

  /** Enters a task that waits, or is nowhere else. */
  enter(task: T): void {
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

  /** Forgets a task. */
  remove(task: T): void {
    this.count--;
    if (task.index === UNLISTED) return;
    this.tasks[task.index] = this.free;
    this.free = task.index;
  }

  /** Notes that a task waits from `now`, in milliseconds of the loop's time, on. */
  parked(task: T, now: number): void {
    if (task.index === UNLISTED) this.enter(task);
    this.waits[task.index] = now;
  }
}
