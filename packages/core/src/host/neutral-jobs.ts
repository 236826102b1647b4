/**
 * Promise jobs in no context. A job has the asynchronous context (that of Node's AsyncLocalStorage) of the code that
 * asked for it; so the turn that one request asks for would run the tasks of all others in its context. Here each job has the
 * context in which the wait for it was made: by the step before, and before that ran its own job, which may have changed
 * its context for good (`enterWith`). The first wait is made when this module is loaded: in no context.
 *
 * Invariants: `release` lets the newest wait go on; again, it does nothing.
 */
import { raise } from "./raise.js";

class NeutralJobs {
  private readonly jobs: (() => void)[];
  declare private release: () => void;
  private readonly hold: (resolve: () => void) => void;
  private readonly step: () => void;

  constructor() {
    this.jobs = [];
    this.hold = (resolve) => {
      this.release = resolve;
    };
    this.step = () => {
      this.wait();
      try {
        this.jobs.shift()?.(); // user code runs here
      } catch (error) {
        raise(error);
      }
      if (this.jobs.length > 0) this.release();
    };
    this.wait();
  }

  /** Runs `job` once, after the promise jobs that are pending now. */
  add(job: () => void): void {
    this.jobs.push(job);
    this.release();
  }

  private wait(): void {
    void new Promise<void>(this.hold).then(this.step);
  }
}

/** One for the thread. */
export const neutralJobs: NeutralJobs = /* @__PURE__ */ new NeutralJobs();
