/** The default answer to a task that failed while nobody waited for it: the platform's unhandled-error path. */
import { UnhandledTaskError } from "../errors.js";
import type { Task } from "../task/handle.js";
import type { TaskNode } from "../task/task.js";

declare const reportError: ((error: unknown) => void) | undefined;

/** Reports the failure, with the task's name, as the platform reports an uncaught error (Node ends the process). */
export function reportUnhandled(error: unknown, task: Task | null): void {
  raise(error instanceof UnhandledTaskError ? error : wrap(error, task));
}

/** Hands an error to the platform as one that nothing has caught. */
export function raise(error: unknown): void {
  if (typeof reportError === "function") reportError(error);
  else
    queueMicrotask(() => {
      throw error;
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
  try {
    return error instanceof Error ? error.message : String(error); // user code may run here
  } catch {
    return "an error that cannot be shown";
  }
}
