/** A state of a schedule that is explored by dynamic partial-order reduction, with the step taken from it. */

import { Footprint } from "../machine/footprint.js";
import type { Resource, Waiter } from "../machine/memory.js";
import type { Operation, Scalar } from "../machine/operation.js";
import { timedCell } from "../machine/shared-step.js";
import { READY, type StepEvent, type VirtualThread } from "../machine/thread.js";
import { Frame } from "./depth-first.js";
import type { Branch } from "./wakeup-tree.js";

const NO_WAITERS: readonly Waiter[] = [];
const NO_EVENT: StepEvent = { past: null, forestalled: [] };

export class DporFrame extends Frame {
  enabled = 0;
  /** Threads that need not be tried: schedules that start with them have been explored. */
  sleep = 0;
  /** For each sleeping thread, what its step depends on. */
  readonly asleep: (Footprint | undefined)[] = [];
  /** The wake-up tree: sequences still to be executed from here. */
  branches: Branch[] = [];
  /** The branches that begin with the present step; what follows it is in their children. */
  guides: readonly Branch[] = [];
  /** For a choice: how many choices the step before has led to already. */
  level = 0;
  event: StepEvent = NO_EVENT;
  /** What the step executed; null for a time-out. */
  operation: Operation | null = null;
  /** What was in the word of the operation before the step. */
  value: Scalar = 0;
  /** Who waited on the word of the operation, or of the time-out, before the step. */
  queue: readonly Waiter[] = NO_WAITERS;
  /** Whether the step was seen to end schedules by a fault. */
  faulty = false;
  readonly footprint: Footprint = new Footprint();
  /** A copy of the footprint that outlives the step; null until one is needed. */
  private kept: Footprint | null = null;
  /** For each thread, its last step on which this one depends. */
  readonly past: number[];
  /** The earlier steps with which this one races, and nothing stands between. */
  readonly rivals: number[] = [];
  /** For each rival: whether the race is known to be reversed, as long as the schedule begins as it does. */
  readonly settled: boolean[] = [];
  /** Whether one of the races is not. */
  unsettled = false;
  /** Pairs of an earlier position and a race there: settled for schedules that begin with this step and those before. */
  readonly settles: number[] = [];

  constructor(width: number) {
    super();
    this.past = new Array<number>(width).fill(-1);
  }

  /** Notes what the next step of a thread is to act on. */
  meet(thread: VirtualThread): void {
    const operation = thread.status === READY ? thread.node!.operation! : null;
    this.operation = operation;
    this.value = operation?.array?.[operation.index] ?? 0;
    this.queue = (operation === null ? timedCell(thread) : operation.cells[0])?.queue ?? NO_WAITERS;
  }

  /** Makes the end of a schedule stand for a time-out that was taken away. */
  timeOut(thread: number, changes: readonly Resource[]): void {
    const { footprint } = this;
    this.thread = thread;
    this.operation = null;
    footprint.clear();
    for (const resource of changes) footprint.add(resource, true);
  }

  /** Takes over the footprint of the step just taken. */
  touch(footprint: Footprint): void {
    this.footprint.copyFrom(footprint);
    this.kept = null;
  }

  /** Gives the footprint to what outlives the step. */
  keep(): Footprint {
    this.kept ??= this.footprint.copy();
    return this.kept;
  }
}
