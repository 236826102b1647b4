/** A scheduler as users see it, and the options to make one. */
import type { EventLoop } from "../host/event-loop.js";
import type { Policy } from "../policy.js";
import type { Body, ResultOf, Task, TaskOptions } from "../task/handle.js";

/** Runs tasks on this thread. Several can exist side by side; each task belongs to one. */
export interface Scheduler {
  /** The name in dumps, traces and errors. */
  readonly name: string;
  /** The numbers it runs by. */
  readonly policy: Policy;
  /** Where its turns and its time come from. */
  readonly loop: EventLoop;
  /**
   * Called with a failure that was still unseen when the promise jobs of the turn had run: of a task, or (with null) of
   * a send that waited for room when its channel closed. What it throws goes to the host. Default: the platform's
   * path for uncaught errors.
   */
  onUnhandled: (error: unknown, task: Task | null) => void;

  /** Starts a detached task here, as {@link go} does. */
  go<R>(body: Body<R>, options?: Omit<TaskOptions, "scheduler">): Task<ResultOf<R>>;

  /**
   * Runs `callback` at once as a completion of I/O: the tasks it wakes go ahead of the run queue, within the bound
   * that the policy sets.
   */
  io(callback: () => void): void;
}

/** How to make a scheduler. */
export interface SchedulerOptions {
  /** What dumps, traces and errors call it. Default: `"scheduler"`. */
  readonly name?: string;
  /** The numbers it runs by; what is left out comes from {@link defaultPolicy}. Default: all of them. */
  readonly policy?: Partial<Policy>;
  /** Where its turns and its time come from; tests give a {@link ManualEventLoop}. Default: {@link hostEventLoop}. */
  readonly loop?: EventLoop;
  /**
   * Called with each failure that no task has seen; the task is null for a send. Default: the platform reports an uncaught
   * error (Node ends the process).
   */
  readonly onUnhandled?: (error: unknown, task: Task | null) => void;
}
