/** Jobs and actors that make others. */

import type { Actors } from "./actors.js";
import { makerHere } from "./here.js";
import type { Jobs } from "./jobs.js";

/**
 * Returns what makes jobs and actors on this worker, for those that make others. On a thread that runs jobs since it has started threads with
 * `here: true`, returns these. Fails with `ERR_MAILSLOT_ARGUMENT` elsewhere.
 *
 * @example
 * ```ts
 * import type { Steps } from "@mailslot/core";
 * import { currentThreads, defineJob } from "@mailslot/threads";
 *
 * const plain = (n: number): number => (n < 2 ? n : plain(n - 1) + plain(n - 2));
 * export const fib = defineJob("fib", function* (n: number): Steps<number> {
 *   if (n < 20) return plain(n);
 *   const { fork, join } = currentThreads();
 *   const [left, right] = [fork(fib, n - 1), fork(fib, n - 2)];
 *   return (yield* join(right)) + (yield* join(left));
 * });
 * ```
 */
export function currentThreads(): Jobs & Actors {
  return makerHere();
}
