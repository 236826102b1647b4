/** What a thread runs now, for who asks it from outside: see stack.ts. */

import { currentTask } from "@mailslot/core";
import type { Job } from "../job/job.js";

/** The name of the symbol under which a worker says so. */
export const RUNNING = "@mailslot/threads/running";

/** Runs the bodies of jobs that may be plain, and keeps which and when, as trace/job-trace.ts does. */
export interface JobRecorder {
  run(job: Job, args: readonly unknown[]): unknown;
}

let running: Job | null = null;
/** While it is null, a job costs one look here. */
let recorder: JobRecorder | null = null;

/** Runs the body of a job that may be plain, which no task has a name for. */
export function runNamed(job: Job, args: readonly unknown[]): unknown {
  const before = running;
  running = job;
  try {
    return recorder === null ? job.body(...args) : recorder.run(job, args); // user code runs here
  } finally {
    running = before;
  }
}

/** Lets this thread say what it runs. */
export function tellRunning(): void {
  (globalThis as Record<symbol, unknown>)[Symbol.for(RUNNING)] = () => currentTask()?.name ?? running?.name ?? "";
}

/** Makes `by` the one that runs the jobs of this thread. */
export function recordJobs(by: JobRecorder): void {
  recorder = by;
}

/** Ends what `recordJobs` has begun, unless another has begun since. */
export function endRecord(by: JobRecorder): void {
  if (recorder === by) recorder = null;
}
