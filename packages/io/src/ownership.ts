/**
 * Whose an I/O object is: it belongs to the scheduler it was opened under, whose tasks alone may use it as it is. Tasks of
 * others use a handle (net/handle.ts). What runs outside every task, an `await` above all, is free of this.
 */
import { currentScheduler, currentTask, type Scheduler, UsageError } from "@mailslot/core";

/** Something that belongs to a scheduler, and can say what it is. */
export interface Owned {
  /** The scheduler whose tasks may use it. */
  readonly scheduler: Scheduler;
  /** Says what it is, for errors and dumps. */
  describe(): string;
}

/** Fails with `ERR_MAILSLOT_TWO_SCHEDULERS` when the task that runs belongs to another scheduler than `owned`. */
export function checkHome(owned: Owned): void {
  const task = currentTask();
  if (task !== null && currentScheduler() !== owned.scheduler) throw foreign(owned, task.name);
}

function foreign(owned: Owned, task: string): UsageError {
  return new UsageError(
    "ERR_MAILSLOT_TWO_SCHEDULERS",
    `${owned.describe()} belongs to scheduler "${owned.scheduler.name}", and task ${task} of scheduler ` +
      `"${currentScheduler().name}" uses it: give that task a handle() of it`,
  );
}
