/** The options of one task, put in place. */

import type { TaskOptions } from "./handle.js";
import type { TaskNode } from "./task.js";

export function configure(task: TaskNode, { name, signal }: Omit<TaskOptions, "scheduler">): void {
  if (name !== undefined) task.extras().name = name;
  if (signal === undefined) return;
  const abort = (): void => task.cancel(signal.reason);
  if (signal.aborted) abort();
  else signal.addEventListener("abort", abort, { once: true });
  task.extras().atEnd = () => signal.removeEventListener("abort", abort);
}
