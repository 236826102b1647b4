/**
 * The register of live tasks of a scheduler, from which a dump is made. The slot, the run queue, and what runs now name
 * tasks by their place in it: a number written into an old object is cheap, while a reference to a young one costs the
 * collector's write barrier each time (5 ns; a tenth of what a switch of tasks costs in all).
 *
 * Invariants: place 0 holds no task; a place that is free holds the number of the next free one, so entering and leaving
 * move nothing and allocate nothing.
 */

/** The place of no task. */
export const NOBODY = 0;

const NONE = -1;

/** A task, as the register sees it. */
interface Registered {
  place: number;
}

export class LiveTasks<T extends Registered> {
  /** Whole milliseconds of the event loop's time, as of the scheduler's last look at it. */
  clock: number;
  private readonly places: (T | number | null)[];
  private free: number;
  /** When the task of each place began to wait. Outside the tasks, since here it takes 4 bytes, and there 8. */
  private waits: Uint32Array;

  constructor() {
    this.clock = 0;
    this.places = [null];
    this.free = NONE;
    this.waits = new Uint32Array(64);
  }

  /** Returns the task at a place; null for NOBODY. The place must not be free. */
  at(place: number): T | null {
    return this.places[place] as T | null;
  }

  add(task: T): void {
    const place = this.free;
    if (place === NONE) {
      task.place = this.places.push(task) - 1;
      if (task.place >= this.waits.length) this.grow();
      return;
    }
    this.free = this.places[place] as number;
    this.places[place] = task;
    task.place = place;
  }

  remove(task: T): void {
    this.places[task.place] = this.free;
    this.free = task.place;
  }

  has(task: T): boolean {
    return this.places[task.place] === task;
  }

  parked(task: T): void {
    this.waits[task.place] = this.clock;
  }

  /** Milliseconds of the loop's time, modulo 2^32, at which a waiting task began to wait. */
  since(task: T): number {
    return this.waits[task.place] as number;
  }

  *[Symbol.iterator](): Generator<T> {
    for (const each of this.places) if (typeof each === "object" && each !== null) yield each;
  }

  private grow(): void {
    const waits = new Uint32Array(this.waits.length * 2);
    waits.set(this.waits);
    this.waits = waits;
  }
}
