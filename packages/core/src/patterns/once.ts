/** Work that is done at most once, however many ask for it. */
import { UsageError } from "../errors.js";
import { checkFunction, checkOptions } from "../misuse.js";
import { go } from "../scheduler/go.js";
import { runningTask } from "../scheduler/running.js";
import { mapped } from "../source/mapped.js";
import type { Source } from "../source/source.js";
import type { ResultOf, Task, TaskOptions } from "../task/handle.js";

/**
 * Returns a function that runs `body` when it is first called, in a task of its own, and gives that task's result to
 * all who call it: those who come while it runs wait for it, later ones get the value. After a failure, which those who wait
 * are thrown, the next call runs it once more. Giving up a wait does not stop the work, since others may
 * wait for it; `signal` does. The task inherits from the first caller, and runs on the same scheduler.
 *
 * Fails with `ERR_MAILSLOT_ARGUMENT` when the body is not a function, and with `ERR_MAILSLOT_DEADLOCK` when the body calls
 * the function itself: it would wait for its own end.
 *
 * @example
 * ```ts
 * import { go, once, sleep } from "@mailslot/core";
 *
 * let opened = 0;
 * const connection = once(function* connect() {
 *   yield* sleep(1);
 *   return ++opened;
 * });
 * const [first, second] = [go(connection), go(connection)];
 * console.log(await first, await second, await connection()); // 1 1 1
 * ```
 */
export function once<R>(body: (task: Task) => R, options: TaskOptions = {}): () => Source<ResultOf<R>> {
  checkFunction("the body given to once()", body);
  checkOptions("once()", options);
  const whole = { name: body.name || "once", ...options };
  let task: Task<ResultOf<R>> | null = null;
  return () => {
    if (task === null || task.status === "failed" || task.status === "cancelled") task = go(body, whole);
    else if (runningTask() === (task as unknown)) throw endless(whole.name);
    return mapped(task, (value) => value); // a handle could be cancelled
  };
}

function endless(name: string): UsageError {
  return new UsageError(
    "ERR_MAILSLOT_DEADLOCK",
    `${name}, which runs once, calls itself: it would wait for its own end. Do the work before, or elsewhere`,
  );
}
