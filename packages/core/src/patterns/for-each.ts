/** A task for each of many items, no more of them at once than wanted. See docs/decisions/0033-patterns-in-core.md. */
import { checkCapacity } from "../channel/options.js";
import { checkFunction, checkOptions } from "../misuse.js";
import type { Source } from "../source/source.js";
import { semaphore } from "../sync/semaphore.js";
import { watchEnd } from "../task/end.js";
import type { ResultOf, Steps, Task, TaskOptions } from "../task/handle.js";
import { type Scope, scope } from "../task/scope.js";
import { END, type Items, itemsOf } from "./items.js";

/** How to work through items. */
export interface ForEachOptions extends TaskOptions {
  /** How many bodies run at once at most: a whole number from 1, or Infinity. Default: Infinity. */
  readonly concurrency?: number;
}

/** What runs for one item. */
export type ForEachBody<T, R> = (item: T, index: number, task: Task) => R;

/**
 * Runs `body` for every item, each in a task of its own, and at most `concurrency` of them at once; completes when all
 * have ended. A list gives the results, in the order of the items. A stream, such as a channel, may never end, so its results
 * are not kept. An item is taken only when there is room to run it.
 *
 * It is a {@link scope}: it acts when called; the first failure cancels the others and is rethrown, and no further item
 * is taken; giving up the wait cancels all. Fails with `ERR_MAILSLOT_ARGUMENT` when `items` cannot be iterated.
 *
 * @example
 * ```ts
 * import { forEach, go, sleep } from "@mailslot/core";
 *
 * const task = go(function* () {
 *   return yield* forEach(
 *     ["a", "b", "c"],
 *     function* load(name, index) {
 *       yield* sleep(3 - index);
 *       return name.toUpperCase();
 *     },
 *     { concurrency: 2 },
 *   );
 * });
 * console.log((await task).join()); // A,B,C
 * ```
 */
export function forEach<T, R>(
  items: Iterable<T>,
  body: ForEachBody<T, R>,
  options?: ForEachOptions,
): Source<ResultOf<R>[]>;
export function forEach<T, R>(items: AsyncIterable<T>, body: ForEachBody<T, R>, options?: ForEachOptions): Source<void>;
export function forEach<T, R>(
  items: Iterable<T> | AsyncIterable<T>,
  body: ForEachBody<T, R>,
  options: ForEachOptions = {},
): Source<unknown> {
  checkFunction("the body given to forEach()", body);
  checkOptions("forEach()", options);
  const { concurrency = Number.POSITIVE_INFINITY, name = `forEach ${body.name}`.trim(), ...rest } = options;
  checkCapacity("the concurrency of forEach()", concurrency, 1);
  const source = itemsOf(items);
  const results: ResultOf<R>[] | undefined = source.isStream ? undefined : [];
  return scope((tasks) => spawnAll(tasks, source, body, concurrency, results), { ...rest, name });
}

function* spawnAll<T, R>(
  tasks: Scope,
  items: Items<T>,
  body: ForEachBody<T, R>,
  concurrency: number,
  results: ResultOf<R>[] | undefined,
): Steps<ResultOf<R>[] | undefined> {
  const room = concurrency === Number.POSITIVE_INFINITY ? null : semaphore(concurrency);
  try {
    for (let index = 0; ; index++) {
      const permit = room && (yield* room.acquire());
      const item = yield* items.next();
      if (item === END) return results;
      const task = tasks.go((self) => body(item, index, self), { name: body.name || "forEach" });
      watchEnd(task, {
        ended(outcome) {
          if (outcome.status !== "failed") permit?.release(); // else the scope is cancelled, and no item is taken
          if (results !== undefined && outcome.status === "completed") results[index] = outcome.value as ResultOf<R>;
          return false; // the scope sees a failure
        },
      });
    }
  } finally {
    yield* items.leave();
  }
}
