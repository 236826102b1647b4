/**
 * The turn: everything that is written at each tick, in one small object. The scheduler is old and most tasks are young;
 * V8 pays about 5 ns for each reference to a young object that is written into an old one. Each call of the event
 * loop makes a new turn, so it is young itself, and these writes cost nothing. See docs/decisions/0029-the-turn.md.
 *
 * Invariants: the queue is the list from `head` to `tail` through `after`; both are null or neither is;
 * `put - taken` is its length. It has no bound: docs/decisions/0028-one-run-queue.md.
 */
import type { TaskCore } from "../task/task.js";
import type { LiveTasks } from "./live-tasks.js";

export class Turn {
  /** The task inside whose tick we are, or null. */
  task: TaskCore | null;
  /** What is left of its budget. */
  budget: number;
  /** The task in the LIFO slot. */
  slot: TaskCore | null;
  /** The run queue: first in, first out. */
  head: TaskCore | null;
  tail: TaskCore | null;
  /** How many ticks in a row may come from the slot yet, and how many have come from the I/O lane. */
  slotLeft: number;
  laneRun: number;
  /** How many tasks were put into the queue, modulo 2^32. */
  put: number;
  /** How many were taken out, modulo 2^32. */
  taken: number;
  /** The scheduler, if a wake-up is a matter of the slot alone: inside its turn, and not recorded. */
  owner: object | null;
  /** The register of the tasks that may run; null where none do. */
  readonly live: LiveTasks<TaskCore> | null;
  /** Whole milliseconds of the event loop's time, as of the last look at it. */
  clock: number;
  /** The last body that has ended, and its name. */
  ended: unknown;
  endedName: string;

  /** Goes on with what `last` has left. */
  constructor(live: LiveTasks<TaskCore> | null, last: Turn | null) {
    this.task = null;
    this.budget = 0;
    this.slot = last === null ? null : last.slot;
    this.head = last === null ? null : last.head;
    this.tail = last === null ? null : last.tail;
    this.slotLeft = last === null ? 0 : last.slotLeft;
    this.laneRun = last === null ? 0 : last.laneRun;
    this.put = last === null ? 0 : last.put;
    this.taken = last === null ? 0 : last.taken;
    this.owner = null;
    this.live = live;
    this.clock = last === null ? 0 : last.clock;
    this.ended = null;
    this.endedName = "";
  }

  /** Makes the next turn of the scheduler. */
  next(): Turn {
    return new Turn(this.live, this);
  }

  /** Puts a task into the slot; the one that was there goes to the back of the queue. */
  wake(task: TaskCore): void {
    const { slot } = this;
    this.slot = task;
    if (slot !== null) this.push(slot);
  }

  /** Puts a task at the back of the queue. */
  push(task: TaskCore): void {
    const { tail } = this;
    if (tail === null) this.head = task;
    else tail.after = task;
    this.tail = task;
    this.put = (this.put + 1) | 0;
  }

  /** Takes the first task of the queue, or null. */
  shift(): TaskCore | null {
    const task = this.head;
    if (task === null) return null;
    const after = task.after as TaskCore | null;
    this.head = after;
    if (after === null) this.tail = null;
    else task.after = null;
    this.taken = (this.taken + 1) | 0;
    return task;
  }

  // Only a turn that keeps its tasks elsewhere has the next two.

  /** Takes out a task that is runnable; returns false if it is not. */
  remove?(task: TaskCore): boolean;

  /** Returns all that are runnable. */
  all?(): readonly TaskCore[];

  /** The number of tasks in the queue. */
  get length(): number {
    return (this.put - this.taken) | 0;
  }
}
