/** The errors of this package; what a job throws comes as itself, and what is unknown as the errors of `@mailslot/actor`. */
import { UnknownOutcomeError } from "@mailslot/actor";
import { MailslotError } from "@mailslot/core";

/** Every code a {@link ThreadsError} can have. */
export type ThreadsErrorCode =
  | "ERR_MAILSLOT_ARGUMENT"
  | "ERR_MAILSLOT_UNKNOWN_JOB"
  | "ERR_MAILSLOT_UNKNOWN_DEFINITION"
  | "ERR_MAILSLOT_UNKNOWN_GROUP"
  | "ERR_MAILSLOT_NOT_CARRIED"
  | "ERR_MAILSLOT_START"
  | "ERR_MAILSLOT_WORKERS_DIE"
  | "ERR_MAILSLOT_CLOSED";

/** Says that threads could not do what was asked of them: a job is unknown, a value cannot cross, they are closed; see `code`. */
export class ThreadsError extends MailslotError<ThreadsErrorCode> {
  override get name(): string {
    return "ThreadsError";
  }
}

/** Explains that the worker that had begun a job has died. */
export function outcomeUnknown(job: string, worker: number, cause: unknown): UnknownOutcomeError {
  const options = cause === undefined ? undefined : { cause };
  return new UnknownOutcomeError(
    "ERR_MAILSLOT_NO_CONNECTION",
    `worker ${worker} died while it ran job "${job}", which may have been done in part: ` +
      "give { retry: 1 } if it may run twice",
    options,
  );
}

/** Explains that threads are closed. */
export function closed(what: string): ThreadsError {
  return new ThreadsError("ERR_MAILSLOT_CLOSED", `${what}: these threads are closed; start others`);
}

/** Explains that no entry exports a definition. */
export function unknownDefinition(name: string): ThreadsError {
  return new ThreadsError(
    "ERR_MAILSLOT_UNKNOWN_DEFINITION",
    `actor "${name}" is not exported by an entry of these threads: export its definition from a module that is in "entry"`,
  );
}

/** Explains that threads have no group of a name. */
export function unknownGroup(what: string, name: string, known: readonly string[]): ThreadsError {
  const names = known.map((one) => `"${one}"`).join(", ");
  return new ThreadsError(
    "ERR_MAILSLOT_UNKNOWN_GROUP",
    `${what} names group "${name}", but the groups of these threads are ${names}: name one of these, or add it to the groups of startThreads()`,
  );
}

/** Explains that a function is not the body of a job. */
export function unknownFunction(name: string): ThreadsError {
  return new ThreadsError(
    "ERR_MAILSLOT_UNKNOWN_JOB",
    `function ${name === "" ? "without a name" : `"${name}"`} is not the body of a job: give blocking() job.body, of a job that an entry exports`,
  );
}

/** Explains that a value cannot go to another thread. */
export function notCarried(path: string, what: string): ThreadsError {
  return new ThreadsError(
    "ERR_MAILSLOT_NOT_CARRIED",
    `${path} is ${what}, which cannot go to another thread: send plain data, and make what is more than that there`,
  );
}
