/** The trace of one thread: the tasks of its schedulers, the messages of its actors, and its plain jobs. */

import { startActorTrace } from "@mailslot/actor";
import { hostEventLoop, type Trace, type TraceEvent } from "@mailslot/core";
import { JobTrace, type TracedJob } from "./job-trace.js";

/** What the trace of a thread has kept, by the clock of that thread. */
export interface Kept {
  readonly events: readonly TraceEvent[];
  readonly jobs: readonly TracedJob[];
  /** How many older events and jobs were overwritten. */
  readonly lost: number;
  /** When the clock of the thread began, in milliseconds since 1970. */
  readonly origin: number;
}

// As it was when this module was loaded: fakes of a test runner do not reach it, as they do not reach the clock.
const { timeOrigin } = performance;

export class ThreadTrace {
  private readonly trace: Trace;
  private readonly jobs: JobTrace;

  /** Begins at once, in place of a trace that was running; fails with `ERR_MAILSLOT_ARGUMENT` as `startTrace` does. */
  constructor(capacity: number) {
    // The clock of every scheduler that has the event loop of the platform.
    const { now } = hostEventLoop();
    this.trace = startActorTrace({ capacity });
    this.jobs = new JobTrace(capacity, now);
  }

  /** Stops recording; what is kept can still be taken. */
  stop(): void {
    this.trace.stop();
    this.jobs.stop();
  }

  take(): Kept {
    const { trace, jobs } = this;
    return { events: trace.events(), jobs: jobs.jobs(), lost: trace.lost + jobs.lost, origin: timeOrigin };
  }
}
