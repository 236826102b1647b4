/** What a thread runs now, for who asks it from outside: see stack.ts. */

import { currentTask } from "@mailslot/core";
import type { Job } from "../job/job.js";

/** The name of the symbol under which a worker says so. */
export const RUNNING = "@mailslot/threads/running";

let running: Job | null = null;

/** Runs the body of a job that may be plain, which no task has a name for. */
export function runNamed(job: Job, args: readonly unknown[]): unknown {
  const before = running;
  running = job;
  try {
    return job.body(...args); // user code runs here
  } finally {
    running = before;
  }
}

/** Lets this thread say what it runs. */
export function tellRunning(): void {
  (globalThis as Record<symbol, unknown>)[Symbol.for(RUNNING)] = () => currentTask()?.name ?? running?.name ?? "";
}
