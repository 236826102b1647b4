/** Running a body while holding permits of a semaphore. */
import { checkFunction, checkKind, checkOptions } from "../misuse.js";
import type { Source } from "../source/source.js";
import type { Semaphore, SemaphorePermit } from "../sync/semaphore.js";
import type { ResultOf, Steps, Task, TaskOptions } from "../task/handle.js";
import { type Scope, scope } from "../task/scope.js";

/** How to run a body with permits. */
export interface WithPermitOptions extends TaskOptions {
  /** How many permits it needs: a whole number from 1 to all there are. Default: 1. */
  readonly permits?: number;
}

/**
 * Waits for permits of `semaphore`, runs `body` in a task of its own, and releases them when that has ended, its clean-up
 * included; completes with its result.
 *
 * It is a {@link scope}: it acts when called; giving up the wait cancels the body, or leaves the queue. Fails with
 * `ERR_MAILSLOT_ARGUMENT` when there are not so many permits.
 *
 * @example
 * ```ts
 * import { all, semaphore, sleep, withPermit } from "@mailslot/core";
 *
 * const connections = semaphore(2);
 * function* query(text: string) {
 *   yield* sleep(1);
 *   return `${text}: ${connections.available} free`;
 * }
 * const answers = await all(["a", "b"].map((text) => withPermit(connections, () => query(text))));
 * console.log(answers[0]); // a: 0 free
 * ```
 */
export function withPermit<R>(
  semaphore: Semaphore,
  body: (task: Task) => R,
  options: WithPermitOptions = {},
): Source<ResultOf<R>> {
  checkKind("the semaphore given to withPermit()", semaphore, "tryAcquire", "a semaphore");
  checkFunction("the body given to withPermit()", body);
  checkOptions("withPermit()", options);
  const { permits, ...rest } = options;
  const free = semaphore.acquire(permits);
  return scope((tasks) => hold(tasks, free, body), { name: body.name || "withPermit", ...rest });
}

function* hold<R>(tasks: Scope, free: Source<SemaphorePermit>, body: (task: Task) => R): Steps<ResultOf<R>> {
  const permit = yield* free;
  try {
    const task = tasks.go(body);
    try {
      return yield* task;
    } finally {
      yield* task.outcome(); // cancelled, it cleans up while it has the permit
    }
  } finally {
    permit.release();
  }
}
