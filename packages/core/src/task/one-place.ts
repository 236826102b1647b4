/** Invariant T1 of the semantics, asserted in the development build: a task is in exactly one place. */

import { ENDED, PARKED, QUEUED } from "./flags.js";
import type { TaskCore } from "./task.js";

/** Asserts that a task which becomes runnable is in no other place. */
export function nowRunnable(task: TaskCore): void {
  if ((task.flags & (QUEUED | PARKED | ENDED)) !== 0) throw new Error(`invariant: ${task.describe()} is in one place`);
  task.flags |= QUEUED;
}

/** Asserts that the task which runs was runnable. */
export function nowRunning(task: TaskCore): void {
  if ((task.flags & QUEUED) === 0 || task.after !== null)
    throw new Error(`invariant: ${task.describe()} is in one place`);
  task.flags &= ~QUEUED;
}
