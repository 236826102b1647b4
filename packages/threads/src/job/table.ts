/** The jobs, actors and errors that the entries export: the same on every thread, in the same order. */

import { type Definition, isDefinition } from "@mailslot/actor";
import { type ErrorClass, ErrorClasses } from "@mailslot/actor/engine";
import { ThreadsError } from "../errors.js";
import { isJob, type Job } from "./job.js";

export class JobTable {
  /** By number; the numbers follow from the names. */
  readonly jobs: readonly Job[];
  readonly classes: ErrorClasses;
  readonly definitions: readonly Definition[];
  readonly errors: readonly ErrorClass[];
  private readonly numbers: ReadonlyMap<string, number>;

  /** Takes in the modules, with the addresses they came from; fails with `ERR_MAILSLOT_START` if two jobs or actors have one name. */
  constructor(modules: readonly (readonly [address: string, module: object])[]) {
    this.classes = new ErrorClasses([ThreadsError]);
    const errors = new Map<string, ErrorClass>();
    for (const [, module] of modules)
      for (const [name, value] of Object.entries(module)) if (isErrorClass(value)) errors.set(name, value);
    for (const [name, value] of errors) this.classes.addOwn(name, value);
    this.errors = [...errors.values()];
    this.jobs = named("job", modules, isJob);
    this.definitions = named("actor", modules, isDefinition);
    this.numbers = new Map(this.jobs.map(({ name }, n) => [name, n]));
  }

  /** What every thread must know, in words. */
  get names(): readonly string[] {
    return [...this.jobs.map(({ name }) => `job "${name}"`), ...this.definitions.map(({ name }) => `actor "${name}"`)];
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

/** Returns what the modules export of a kind, in the order of the names. */
function named<T extends { readonly name: string }>(
  kind: string,
  modules: readonly (readonly [address: string, module: object])[],
  is: (value: unknown) => value is T,
): T[] {
  const byName = new Map<string, { value: T; from: string }>();
  for (const [from, module] of modules)
    for (const value of Object.values(module).filter(is)) {
      const other = byName.get(value.name);
      if (other !== undefined && other.value !== value) throw doubled(kind, value.name, other.from, from);
      byName.set(value.name, { value, from });
    }
  return [...byName.values()].map(({ value }) => value).sort((a, b) => (a.name < b.name ? -1 : 1));
}

function doubled(kind: string, name: string, one: string, other: string): ThreadsError {
  return new ThreadsError(
    "ERR_MAILSLOT_START",
    `two ${kind}s are named "${name}", one in ${one} and one in ${other}: give each a name of its own`,
  );
}

function unknown(job: unknown): ThreadsError {
  const what = isJob(job) ? `job "${job.name}"` : "what was given to run";
  return new ThreadsError(
    "ERR_MAILSLOT_UNKNOWN_JOB",
    `${what} is not exported by an entry of these threads: export it from a module that is in "entry"`,
  );
}
