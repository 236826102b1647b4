/** When the jobs of a thread are over. */

import type { OwnJobs } from "../thread/own-jobs.js";

/** Completes when none of its jobs is under way, or `within` milliseconds have passed. */
export function settled(own: OwnJobs, within: number): Promise<void> {
  if (own.inFlight === 0) return Promise.resolve();
  return new Promise((done) => {
    const before = own.onBusy;
    const late = setTimeout(done, within);
    own.onBusy = (busy) => {
      before(busy);
      if (busy) return;
      clearTimeout(late);
      done();
    };
  });
}
