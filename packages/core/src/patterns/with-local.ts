/** Running a body with another value of a task-local. */
import { checkFunction, checkKind, checkOptions } from "../misuse.js";
import type { Source } from "../source/source.js";
import type { ResultOf, Task, TaskOptions } from "../task/handle.js";
import type { TaskLocal } from "../task/local.js";
import { scope } from "../task/scope.js";

/**
 * Runs `body` in a task in which `local` is `value`, as it is in the tasks that this one spawns; completes with its
 * result. The caller's value stays as it is.
 *
 * It is a {@link scope}: it acts when called, and giving up the wait cancels the body.
 *
 * @example
 * ```ts
 * import { go, taskLocal, withLocal } from "@mailslot/core";
 *
 * const user = taskLocal("user", "nobody");
 * const task = go(function* request() {
 *   const inside = yield* withLocal(user, "Ann", () => `it is ${user.get()}`);
 *   return `${inside}, then ${user.get()}`;
 * });
 * console.log(await task); // it is Ann, then nobody
 * ```
 */
export function withLocal<T, R>(
  local: TaskLocal<T>,
  value: T,
  body: (task: Task) => R,
  options: TaskOptions = {},
): Source<ResultOf<R>> {
  checkKind("the task-local given to withLocal()", local, "set", "a task-local");
  checkFunction("the body given to withLocal()", body);
  checkOptions("withLocal()", options);
  return scope(
    (tasks) => {
      local.set(value);
      return tasks.go(body);
    },
    { name: body.name || "withLocal", ...options },
  );
}
