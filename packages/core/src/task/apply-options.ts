/** Applies the options of one task. */

import { checkSignal, onAbort } from "../host/on-abort.js";
import { checkName } from "../misuse.js";
import type { TaskOptions } from "./handle.js";
import type { TaskCore } from "./task.js";

export function configure(task: TaskCore, { name, signal }: Omit<TaskOptions, "scheduler">): void {
  if (DEBUG) checkName("a task", name);
  if (name !== undefined) task.extras().name = name;
  if (signal === undefined) return;
  checkSignal("the signal of a task", signal);
  task.extras().atEnd = onAbort(signal, () => task.cancel(signal.reason));
}
