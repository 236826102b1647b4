/**
 * Failures that no task waits for. Each is reported unless it is joined before other tasks have had their turn.
 *
 * Invariants: a report is requested exactly while `waiting` is not empty.
 */

import { BlockQueue } from "../channel/block-queue.js";
import type { EventLoop } from "../host/event-loop.js";
import type { Policy } from "../policy.js";
import type { Task } from "../task/handle.js";
import { TaskCore } from "../task/task.js";

/** Something that failed: a task, or a send without room. */
export interface Failure {
  readonly value: unknown;
  isObserved(): boolean;
}

/** What the reports need of their scheduler. */
interface Reporting {
  readonly loop: EventLoop;
  readonly policy: Policy;
  readonly counters: { readonly ticks: number };
  /** How many tasks wait for a tick. */
  readonly runnable: number;
  /** Whether a turn runs. */
  readonly turning: boolean;
  onUnhandled(error: unknown, task: Task | null): void;
}

export class Failures {
  private readonly scheduler: Reporting;
  private readonly waiting: BlockQueue<Failure>;
  private readonly report: () => void;
  /** How many ticks the scheduler must have run before a report that was put off; 0 when none was. */
  private due: number;

  constructor(scheduler: Reporting) {
    this.scheduler = scheduler;
    this.waiting = new BlockQueue();
    this.report = () => this.reportAll();
    this.due = 0;
  }

  add(failure: Failure): void {
    this.waiting.push(failure);
    if (this.waiting.length === 1) this.scheduler.loop.afterPoll(this.report);
  }

  private reportAll(): void {
    if (this.mustWait()) {
      this.scheduler.loop.afterPoll(this.report);
      return;
    }
    this.due = 0;
    try {
      while (this.waiting.length > 0) {
        const failure = this.waiting.shift();
        const task = failure instanceof TaskCore ? (failure as Task) : null;
        if (!failure.isObserved()) this.scheduler.onUnhandled(failure.value, task); // user code runs here
      }
    } finally {
      // What onUnhandled throws is for the host to report; it must not hide the failures that follow.
      if (this.waiting.length > 0) this.scheduler.loop.afterPoll(this.report);
    }
  }

  /** A turn may end before runnable tasks that would join have had their tick: the report waits for them, once. */
  private mustWait(): boolean {
    const { runnable, turning, counters, policy } = this.scheduler;
    if (runnable === 0 || turning) return false; // a task that drives its own event loop keeps the others from running
    if (this.due === 0) this.due = counters.ticks + runnable * (1 + policy.slotCap + policy.ioCap);
    return counters.ticks < this.due;
  }
}
