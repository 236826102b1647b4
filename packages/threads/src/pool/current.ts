/** Jobs and actors that make others. */

import { type Actors, Spawner } from "./actors.js";
import { theThread } from "./here.js";
import { JobMaker, type Jobs } from "./jobs.js";

let maker: (Jobs & Actors) | null = null;

/**
 * Returns what makes jobs and actors on this worker, for those that make others. Fails with `ERR_MAILSLOT_ARGUMENT` outside a worker.
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
  const { thread, node } = theThread();
  if (maker === null) {
    const made = new JobMaker(thread);
    const { run, runWith, map, fork, join } = made;
    const spawner = new Spawner(node, thread.memory, thread.id);
    // Bound, so that they can be taken apart.
    maker = {
      run: run.bind(made),
      runWith: runWith.bind(made),
      map: map.bind(made),
      fork: fork.bind(made),
      join: join.bind(made),
      spawn: spawner.spawn.bind(spawner),
      spawnWith: spawner.spawnWith.bind(spawner),
    } as Jobs & Actors;
  }
  return maker;
}
