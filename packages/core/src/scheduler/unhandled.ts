/** The default for failures that no task has seen: the platform's unhandled-error path. */
import { messageOf, UnhandledTaskError } from "../errors.js";
import { raise } from "../host/raise.js";
import type { Task } from "../task/handle.js";
import type { TaskCore } from "../task/task.js";

/** Reports the failure, with the task's name, as the platform reports an uncaught error (Node ends the process). */
export function reportUnhandled(error: unknown, task: Task | null): void {
  raise(error instanceof UnhandledTaskError ? error : wrap(error, task));
}

function wrap(error: unknown, task: Task | null): UnhandledTaskError {
  const [what, answer] = task === null ? ["a send", "Wait for it"] : [task.describe(), (task as TaskCore).advice()];
  const message = `${what} failed, and nobody waits for it: ${messageOf(error)}. ${answer}, or set onUnhandled`;
  return new UnhandledTaskError(message, error);
}
