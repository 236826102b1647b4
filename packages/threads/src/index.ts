/// <reference types="node" preserve="true" />
/** The public names of @mailslot/threads. */

import { registerWorker } from "./worker/registration.js";

export { UnknownOutcomeError } from "@mailslot/actor";
export { ThreadsError, type ThreadsErrorCode } from "./errors.js";
export { defineJob } from "./job/define-job.js";
export type { Job, JobBody, JobResult } from "./job/job.js";
export type { Actors, SpawnOptions } from "./pool/actors.js";
export type { BlockingThreads } from "./pool/blocking.js";
export { currentThreads } from "./pool/current.js";
export type { Fork, Jobs, MapOptions, RunOptions } from "./pool/jobs.js";
export type { GroupOptions, ThreadsOptions, WorkerDeath } from "./pool/options.js";
export { startThreads, type ThreadCounters, type Threads } from "./pool/threads.js";
export type { TracedJob } from "./trace/job-trace.js";
export type { MissingThread, ThreadsTrace, TracedThread, TracedThreads } from "./trace/threads-trace.js";
export type { StuckWorker } from "./watch/report.js";

// For the worker whose entries define actors alone.
registerWorker();
