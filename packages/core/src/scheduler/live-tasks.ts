/**
 * The register of live tasks of a scheduler, from which a dump is made. The slot, the run queue, and what runs now name
 * tasks by their index in it: a number written into an old object is cheap, while a reference to a young one costs the
 * collector's write barrier each time (5 ns; a tenth of the cost of a task switch).
 *
 * Invariants: index 0 holds no task; a free index holds the number of the next free one, so adding and removing move
 * nothing and allocate nothing. See docs/decisions/0024-register-of-live-tasks.md.
 */

/** The index of no task. */
export const NOBODY = 0;

const NONE = -1;

/** A task, as the register sees it. */
interface Registered {
  index: number;
}

export class LiveTasks<T extends Registered> {
  /** Whole milliseconds of the event loop's time, as of the scheduler's last look at it. */
  clock: number;
  private readonly tasks: (T | number | null)[];
  private free: number;
  /** When the task of each index began to wait. Kept here, where it takes 4 bytes; in the task it would take 8. */
  private waits: Uint32Array;

  constructor() {
    this.clock = 0;
    this.tasks = [null];
    this.free = NONE;
    this.waits = new Uint32Array(64);
  }

  /** Returns the task at an index; null for NOBODY. The index must not be free. */
  at(index: number): T | null {
    return this.tasks[index] as T | null;
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

  has(task: T): boolean {
    return this.tasks[task.index] === task;
  }

  parked(task: T): void {
    this.waits[task.index] = this.clock;
  }

  /** Milliseconds of the loop's time, modulo 2^32, at which a waiting task began to wait. */
  since(task: T): number {
    return this.waits[task.index] as number;
  }

  *[Symbol.iterator](): Generator<T> {
    for (const each of this.tasks) if (typeof each === "object" && each !== null) yield each;
  }

  private grow(): void {
    const waits = new Uint32Array(this.waits.length * 2);
    waits.set(this.waits);
    this.waits = waits;
  }
}
