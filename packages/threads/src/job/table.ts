/** The jobs and errors that the entries export: the same on every thread, in the same order. */

import { type ErrorClass, ErrorClasses } from "@mailslot/actor/engine";
import { ThreadsError } from "../errors.js";
import { isJob, type Job } from "./job.js";

export class JobTable {
  /** By number; the numbers follow from the names. */
  readonly jobs: readonly Job[];
  readonly classes: ErrorClasses;
  private readonly numbers: ReadonlyMap<string, number>;

  /** Takes in the modules, with the addresses they came from; fails with `ERR_MAILSLOT_START` if two jobs have one name. */
  constructor(modules: readonly (readonly [address: string, module: object])[]) {
    const byName = new Map<string, { job: Job; from: string }>();
    this.classes = new ErrorClasses([ThreadsError]);
    for (const [from, module] of modules) {
      for (const [name, value] of Object.entries(module)) if (isErrorClass(value)) this.classes.addOwn(name, value);
      for (const job of Object.values(module).filter(isJob)) {
        const other = byName.get(job.name);
        if (other !== undefined && other.job !== job) throw doubled(job.name, other.from, from);
        byName.set(job.name, { job, from });
      }
    }
    this.jobs = [...byName.values()].map(({ job }) => job).sort((a, b) => (a.name < b.name ? -1 : 1));
    this.numbers = new Map(this.jobs.map(({ name }, n) => [name, n]));
  }

  get names(): readonly string[] {
    return this.jobs.map(({ name }) => name);
  }

  /** Returns the number of a job; fails with `ERR_MAILSLOT_UNKNOWN_JOB`. */
  numberOf(job: Job): number {
    // By its name: a bundle may hold the module once for this thread's program and once as an entry.
    const number = isJob(job) ? this.numbers.get(job.name) : undefined;
    if (number === undefined) throw unknown(job);
    return number;
  }
}

function isErrorClass(value: unknown): value is ErrorClass {
  return typeof value === "function" && value.prototype instanceof Error;
}

function doubled(name: string, one: string, other: string): ThreadsError {
  return new ThreadsError(
    "ERR_MAILSLOT_START",
    `two jobs are named "${name}", one in ${one} and one in ${other}: give each a name of its own`,
  );
}

function unknown(job: unknown): ThreadsError {
  const what = isJob(job) ? `job "${job.name}"` : "what was given to run";
  return new ThreadsError(
    "ERR_MAILSLOT_UNKNOWN_JOB",
    `${what} is not exported by an entry of these threads: export it from a module that is in "entry"`,
  );
}
