/** Runs functions that block on workers: a pool for `blocking` of `@mailslot/io`, which this package does not need for it. */

import { CancelledError } from "@mailslot/core";
import { closed, unknownFunction } from "../errors.js";
import { jobOf } from "../job/job.js";
import type { Pending } from "../thread/pending.js";
import type { Thread } from "../thread/thread.js";
import { settleBy } from "./forked.js";

/** A pool for `blocking(fn, { pool })` of `@mailslot/io`. */
export interface BlockingThreads {
  /**
   * Begins to run `fn`, the body of a job that an entry exports, on whichever worker is idle first, and says how it went, once, in a later turn: failed
   * with `ERR_MAILSLOT_UNKNOWN_JOB` if it is not such a body, else as `run`. Returns what gives it up, if it has not begun.
   */
  run<A extends readonly unknown[], R>(
    fn: (...args: A) => R,
    args: A,
    done: { completed(value: R): void; failed(error: unknown): void },
  ): () => void;
}

/** Makes the pool. */
export function blockingThreads(thread: Thread, isClosed: () => boolean): BlockingThreads {
  return {
    run(fn, args, done) {
      let pending: Pending | null = null;
      let isGivenUp = false;
      new Promise<never>((resolve, reject) => {
        const job = jobOf(fn);
        if (job === undefined) throw unknownFunction(fn.name);
        if (isClosed()) throw closed(`running job "${job.name}"`);
        pending = thread.own.submit(job, args, { fork: false, group: thread.own.group, retries: 0 });
        settleBy(pending, resolve as never, reject);
      }).then(
        (value) => isGivenUp || done.completed(value),
        (error: unknown) => isGivenUp || done.failed(error),
      );
      return () => {
        isGivenUp = true;
        if (pending !== null)
          thread.own.withdraw(pending, new CancelledError(`job "${pending.job.name}" was given up`));
      };
    },
  };
}
