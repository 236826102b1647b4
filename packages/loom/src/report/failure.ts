// What can be wrong with the code under test. A `Fault` is what the engine notices; a `Failure` is the fault with the
// schedule that leads to it and the steps that it took.

import type { Step } from "./trace.js";

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
  readonly kind: FailureKind;
  readonly message: string;
  /** The label of the thread in which it showed; undefined when it concerns several. */
  readonly thread: string | undefined;
  /** What the code under test threw, if it threw. */
  readonly cause: unknown;
}

/** A failure of the code under test. */
export interface Failure extends Fault {
  /** Leads to this failure when given as the option `replay`. */
  readonly schedule: string;
  /** Switches away from a thread that could have gone on. */
  readonly preemptions: number;
  readonly steps: readonly Step[];
  /** Names of the threads, by label. */
  readonly threads: ReadonlyMap<string, string>;
}

export function fault(kind: FailureKind, message: string, thread?: string, cause?: unknown): Fault {
  return { kind, message, thread, cause };
}
