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
  readonly tasks: (T | number)[];
  private free: number;
  /** How many there are. */
  count: number;
  /** When the task of each index began to wait. Kept here, where it takes 4 bytes; in the task it would take 8. */
  waits: Uint32Array;
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
}

// What only few programs ask for are functions, which the others need not carry.

/** Returns the tasks of a register. */
export function tasksIn<T extends Registered>({ tasks }: LiveTasks<T>): T[] {
  return tasks.filter((each): each is T => typeof each === "object");
}

/** Returns the milliseconds of the loop's time, modulo 2^32, at which a waiting task began to wait. */
export function waitingSince<T extends Registered>({ waits }: LiveTasks<T>, { index }: T): number {
  return waits[index] as number;
}
