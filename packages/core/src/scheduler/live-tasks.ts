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
  /** When the task of each index began to wait. Kept here, where it takes 4 bytes; in the task it would take 8. */
  private waits: Uint32Array;

  constructor() {
    this.tasks = [];
    this.free = NONE;
    this.waits = new Uint32Array(64);
  }

  add(task: T): void {
    const index = this.free;
    if (index === NONE) {
      task.index = this.tasks.push(task) - 1;
      if (task.index >= this.waits.length) this.grow();
      return;
    }
    this.free = this.tasks[index] as number;
    this.tasks[index] = task;
    task.index = index;
  }

  remove(task: T): void {
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

  private grow(): void {
    const waits = new Uint32Array(this.waits.length * 2);
    waits.set(this.waits);
    this.waits = waits;
  }
}
