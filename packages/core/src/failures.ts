/** What has failed with nobody waiting for it; reported, once the promise jobs of the turn have run, if that is still so. */
import type { Scheduler } from "./scheduler.js";
import { TaskNode } from "./task.js";
import type { Task } from "./task-handle.js";

/** Something that failed: a task, or a send without room. */
export interface Failure {
  readonly value: unknown;
  isObserved(): boolean;
}

export class Failures {
  private readonly scheduler: Scheduler;
  private readonly waiting: Failure[];
  private readonly report: () => void;

  constructor(scheduler: Scheduler) {
    this.scheduler = scheduler;
    this.waiting = [];
    this.report = () => this.reportAll();
  }

  add(failure: Failure): void {
    if (this.waiting.push(failure) === 1) this.scheduler.loop.afterPoll(this.report);
  }

  private reportAll(): void {
    try {
      while (this.waiting.length > 0) this.reportOne(this.waiting.shift() as Failure);
    } finally {
      // What onUnhandled throws is for the host to report; it must not hide the failures behind this one.
      if (this.waiting.length > 0) this.scheduler.loop.afterPoll(this.report);
    }
  }

  private reportOne(failure: Failure): void {
    if (failure.isObserved()) return;
    const task = failure instanceof TaskNode ? (failure as Task) : null;
    this.scheduler.onUnhandled(failure.value, task); // user code runs here
  }
}
