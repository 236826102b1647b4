/** The default answer to a task that failed while nobody waited for it: the platform's unhandled-error path. */
import { UnhandledTaskError } from "../errors.js";
import type { Task } from "../task/handle.js";
import type { TaskNode } from "../task/task.js";

declare const reportError: ((error: unknown) => void) | undefined;

/** Reports the failure, with the task's name, as the platform reports an uncaught error (Node ends the process). */
export function reportUnhandled(error: unknown, task: Task | null): void {
  const unhandled = error instanceof UnhandledTaskError ? error : wrap(error, task);
  if (typeof reportError === "function") reportError(unhandled);
  else
    queueMicrotask(() => {
      throw unhandled;
    });
}

function wrap(error: unknown, task: Task | null): UnhandledTaskError {
  const [what, answer] = task === null ? ["a send", "Wait for it"] : [task.describe(), adviceFor(task)];
  const message = `${what} failed, and nobody waits for it: ${describe(error)}. ${answer}, or set onUnhandled`;
  return new UnhandledTaskError(message, error);
}

function adviceFor(task: Task): string {
  return (task as unknown as TaskNode).advice();
}

export function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
