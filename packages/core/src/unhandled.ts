/** The default answer to a task that failed while nobody waited for it: the platform's unhandled-error path. */
import { UnhandledTaskError } from "./errors.js";
import type { Task } from "./task-handle.js";

declare const reportError: ((error: unknown) => void) | undefined;

/** Reports the failure, with the task's name, as the platform reports an uncaught error (Node ends the process). */
export function reportUnhandled(error: unknown, task: Task | null): void {
  const what = task === null ? "a send" : `task ${task.name}`;
  const message = `${what} failed, and nobody waits for it: ${describe(error)}. Join it, or set onUnhandled`;
  const unhandled = new UnhandledTaskError(message, error);
  if (typeof reportError === "function") reportError(unhandled);
  else
    queueMicrotask(() => {
      throw unhandled;
    });
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
