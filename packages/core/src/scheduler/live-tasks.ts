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

  constructor() {
    this.tasks = [];
    this.free = NONE;
  }

  add(task: T): void {
    const index = this.free;
    if (index === NONE) {
      task.index = this.tasks.push(task) - 1;
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

  *[Symbol.iterator](): Generator<T> {
    for (const each of this.tasks) if (typeof each === "object") yield each;
  }
}
