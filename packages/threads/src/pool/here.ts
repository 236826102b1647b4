/** The thread that this is, for jobs that make jobs. */

import { ThreadsError } from "../errors.js";
import type { Thread } from "../thread/thread.js";

let here: Thread | null = null;

/** Says which thread this is, on a worker. */
export function setHere(thread: Thread): void {
  here = thread;
}

/** Returns this thread; fails with `ERR_MAILSLOT_ARGUMENT` where there is none. */
export function theThread(): Thread {
  if (here === null)
    throw new ThreadsError(
      "ERR_MAILSLOT_ARGUMENT",
      "currentThreads() was called outside a worker: there it is what makes jobs; here use what startThreads() returned",
    );
  return here;
}
