/** The end of a scheduler: nothing new begins, what runs is cancelled, and its end waited for. */
import { ClosedError, UsageError } from "../errors.js";
import { checkSchedulerGiven } from "../misuse.js";
import type { Scheduler } from "../scheduler/handle.js";
import { runningTask } from "../scheduler/running.js";
import type { SchedulerCore } from "../scheduler/scheduler.js";
import { tasksOf } from "../scheduler/tasks-of.js";
import { watchEnd } from "../task/end.js";
import { STACKLESS } from "../task/flags.js";
import type { Task } from "../task/handle.js";
import type { TaskCore } from "../task/task.js";

/** The schedulers that are closed, or closing, and when that has been done. */
const closings: WeakMap<Scheduler, Promise<void>> = /* @__PURE__ */ new WeakMap();

/**
 * Closes a scheduler: from now on it takes no more tasks from outside, which fails with {@link ClosedError}; its tasks
 * are cancelled with `reason`; the promise resolves when all have ended, clean-up included. Meanwhile they may start
 * tasks (not actors) to clean up, which are cancelled, too, and waited for. Closing it again gives the same promise.
 *
 * Waits for as long as its tasks take: an async body that does not heed its signal, or a clean-up without end, keep it open
 * (`dumpText(scheduler)` lists them). Fails with `ERR_MAILSLOT_DEADLOCK` in a task of this scheduler, which would wait
 * for its own end, and with `ERR_MAILSLOT_ARGUMENT` for what is not a scheduler.
 *
 * @example
 * ```ts
 * import { closeScheduler, createScheduler, sleep } from "@mailslot/core";
 *
 * const plugin = createScheduler({ name: "plugin" });
 * const task = plugin.go(() => sleep(60_000));
 * await closeScheduler(plugin, "unloaded");
 * console.log(task.status); // cancelled
 * ```
 */
export function closeScheduler(scheduler: Scheduler, reason?: unknown): Promise<void> {
  checkSchedulerGiven("closeScheduler", scheduler);
  const known = closings.get(scheduler);
  if (known !== undefined) return known;
  if (runningTask()?.ambient.scheduler === scheduler) throw closesItself(scheduler.name);
  const closing = new Promise<void>((resolve) => new Closing(scheduler as SchedulerCore, reason, resolve).start());
  closings.set(scheduler, closing);
  return closing;
}

class Closing {
  private readonly scheduler: SchedulerCore;
  private readonly reason: unknown;
  private readonly done: () => void;
  /** How many tasks live, and one for the beginning. */
  private left: number;

  constructor(scheduler: SchedulerCore, reason: unknown, done: () => void) {
    this.scheduler = scheduler;
    this.reason = reason;
    this.done = done;
    this.left = 1;
  }

  /** Puts a method in the place of the scheduler's own, so that one which is never closed pays nothing. */
  start(): void {
    const { scheduler } = this;
    const { live } = scheduler;
    const add = live.add;
    live.add = (task) => {
      const isOwn = this.left > 0 && runningTask()?.ambient.scheduler === scheduler;
      if (!isOwn || (task.flags & STACKLESS) !== 0) throw closed(scheduler.name);
      add.call(live, task);
      this.end(task);
    };
    for (const task of tasksOf(scheduler)) this.end(task);
    this.ended();
  }

  private end(task: TaskCore): void {
    this.left++;
    watchEnd(task as Task, { ended: () => this.ended() });
    task.cancel(this.reason); // user code may run here
  }

  private ended(): boolean {
    if (--this.left === 0) this.done();
    return false;
  }
}

function closed(name: string): ClosedError {
  return new ClosedError(`scheduler "${name}" is closed: start the task on another, or before`);
}

function closesItself(name: string): UsageError {
  return new UsageError(
    "ERR_MAILSLOT_DEADLOCK",
    `scheduler "${name}" is closed by one of its own tasks, which would wait for its own end: close it from outside`,
  );
}
