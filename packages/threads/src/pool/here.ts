/** The thread that this is, for jobs and actors that make others. */

import { ThreadsError } from "../errors.js";
import type { ThreadNode } from "../link/thread-node.js";
import type { Thread } from "../thread/thread.js";

interface Here {
  readonly thread: Thread;
  readonly node: ThreadNode;
}

let here: Here | null = null;

/** Says which thread this is, on a worker. */
export function setHere(thread: Thread, node: ThreadNode): void {
  here = { thread, node };
}

/** Returns this thread; fails with `ERR_MAILSLOT_ARGUMENT` where there is none. */
export function theThread(): Here {
  if (here === null)
    throw new ThreadsError(
      "ERR_MAILSLOT_ARGUMENT",
      "currentThreads() was called outside a worker: there it is what makes jobs; here use what startThreads() returned",
    );
  return here;
}
