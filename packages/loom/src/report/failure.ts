/**
 * What can be wrong with the code under test. A `Fault` is what the engine notices; a `Failure` is the fault with the
 * schedule that leads to it and the steps that it took.
 */

/**
 * What went wrong: an error that a thread threw (`assertion`); threads that cannot go on (`deadlock`) or spin for ever
 * (`livelock`); accesses that nothing orders (`data race`); an `invariant` that broke; code that did something else when
 * it was run again (`non-determinism`), caught the error that suspends it (`swallowed suspension`), used shared memory
 * that the model cannot see (`bypass`), or needs what is not modelled (`unsupported`).
 */
export type FailureKind =
  | "assertion"
  | "deadlock"
  | "livelock"
  | "data race"
  | "invariant"
  | "non-determinism"
  | "swallowed suspension"
  | "bypass"
  | "unsupported";

/** A failure as the engine sees it, before the steps that led to it are known. */
export interface Fault {
  /** What went wrong. */
  readonly kind: FailureKind;
  /** What happened, in which thread, and what to do. */
  readonly message: string;
  /** The label of the thread in which it showed; undefined when it concerns several. */
  readonly thread: string | undefined;
  /** What the code under test threw, if it threw. */
  readonly cause: unknown;
}

/** One line of the table. */
export interface Step {
  /** Label of the thread. */
  readonly thread: string;
  /** For example `store tail = 3`. */
  readonly text: string;
  /** File and line, if known. */
  readonly site: string | undefined;
}

/** A failure of the code under test. */
export interface Failure extends Fault {
  /** Leads to this failure when given as the option `replay`. */
  readonly schedule: string;
  /** Switches away from a thread that could have gone on. */
  readonly preemptions: number;
  /** The operations that were executed, in their order. */
  readonly steps: readonly Step[];
  /** Names of the threads, by label. */
  readonly threads: ReadonlyMap<string, string>;
}

export function fault(kind: FailureKind, message: string, thread?: string, cause?: unknown): Fault {
  return { kind, message, thread, cause };
}

/** Gives what was thrown as text: the message of an error, whatever else it is, and even if it has no text. */
export function textOf(thrown: unknown): string {
  try {
    const said: unknown = thrown instanceof Error ? thrown.message : thrown;
    return String(said); // code under test
  } catch {
    return "a value that cannot be shown as text was thrown";
  }
}

/** Describes a thread that did something else when it was executed again with the same results. */
export function divergence(label: string, name: string, expected: string, actual: string): Fault {
  const message =
    `Thread ${name} did something else when it was run again with the same results: ${actual}, where it was ${expected}. ` +
    "Its code depends on something besides its operations: changed module state, a captured variable of another " +
    "thread, the time, or chance. Create state inside the model and use choose() for chance";
  return fault("non-determinism", message, label);
}
