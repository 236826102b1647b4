/**
 * The plain jobs of one thread, which no task runs, and so no tracer sees: a ring of the newest.
 *
 * Invariant: the three columns have the same length, at most `capacity`.
 */

import type { Job } from "../job/job.js";
import { endRecord, type JobRecorder, recordJobs } from "../watch/running.js";

/** A job whose body is a plain function, which a thread runs in one go. Generator and async functions run as tasks, and are among the events. */
export interface TracedJob {
  /** The name of the job. */
  readonly name: string;
  /** When it has begun, in milliseconds by the clock of the events. */
  readonly at: number;
  /** When its body has returned or thrown, by the same clock. */
  readonly end: number;
}

export class JobTrace implements JobRecorder {
  private readonly capacity: number;
  private readonly now: () => number;
  private count: number;
  private readonly names: string[];
  private readonly begins: number[];
  private readonly ends: number[];

  /** Begins at once; what was recording stops. */
  constructor(capacity: number, now: () => number) {
    this.capacity = capacity;
    this.now = now;
    this.count = 0;
    this.names = [];
    this.begins = [];
    this.ends = [];
    recordJobs(this);
  }

  get lost(): number {
    return Math.max(0, this.count - this.capacity);
  }

  /** Returns what is kept, in the order in which it has begun. */
  jobs(): TracedJob[] {
    const jobs = this.names.map((name, n) => ({ name, at: this.begins[n] as number, end: this.ends[n] as number }));
    return jobs.sort((a, b) => a.at - b.at || b.end - a.end);
  }

  stop(): void {
    endRecord(this);
  }

  run(job: Job, args: readonly unknown[]): unknown {
    if (isGenerator(job.body)) return job.body(...args); // makes the steps of a task, and runs none
    const begin = this.now();
    try {
      return job.body(...args); // user code runs here
    } finally {
      this.add(job.name, begin);
    }
  }

  private add(name: string, begin: number): void {
    const index = this.count++ % this.capacity;
    this.names[index] = name;
    this.begins[index] = begin;
    this.ends[index] = this.now();
  }
}

function isGenerator(body: object): boolean {
  return body instanceof GeneratorFunction;
}

const GeneratorFunction = function* () {}.constructor as FunctionConstructor;
