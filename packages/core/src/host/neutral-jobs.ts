/**
 * Promise jobs in no context. A job has the asynchronous context (that of Node's AsyncLocalStorage) of the code that
 * asked for it; so the turn that one request asks for would run the tasks of all others in its context. These jobs run in a
 * function that has waited since this module was loaded, and have the context of that moment: none.
 *
 * Invariants: `release` is set exactly while that function waits for a job.
 */
import { raise } from "./raise.js";

class NeutralJobs {
  private readonly jobs: (() => void)[];
  private release: (() => void) | null;
  private readonly hold: (resolve: () => void) => void;

  constructor() {
    this.jobs = [];
    this.release = null;
    this.hold = (resolve) => {
      this.release = resolve;
    };
    void this.run();
  }

  /** Runs `job` once, after the promise jobs that are pending now. */
  add(job: () => void): void {
    this.jobs.push(job);
    const { release } = this;
    if (release === null) return;
    this.release = null;
    release();
  }

  private async run(): Promise<never> {
    for (;;) {
      await (this.jobs.length > 0 ? undefined : new Promise<void>(this.hold));
      try {
        this.jobs.shift()?.(); // user code runs here
      } catch (error) {
        raise(error);
      }
    }
  }
}

/** One for the thread. */
export const neutralJobs: NeutralJobs = /* @__PURE__ */ new NeutralJobs();
