/** Why an actor or a task ended: OTP's reasons. */
import type { TaskOutcome } from "@mailslot/core";

/**
 * Why an actor has ended: `"normal"` by itself, `"shutdown"` or `{ shutdown }` because it was told to, `"killed"` by a
 * `kill`, `"noproc"` and `"noconnection"` for what is not there; everything else, such as an error, is a failure.
 */
export type ExitReason =
  | "normal"
  | "shutdown"
  | "kill"
  | "killed"
  | "noproc"
  | "noconnection"
  | Shutdown
  | Error
  // Everything else; `unknown` would make the whole union unknown, and hide the reasons from editors.
  | NonNullable<unknown>
  | null
  | undefined;

/** A shutdown that says more. */
export interface Shutdown {
  /** Why it was shut down. */
  readonly shutdown: unknown;
}

/**
 * Returns whether `reason` is `"normal"`, `"shutdown"` or `{ shutdown }`: an end that is not a failure.
 *
 * @example
 * ```ts
 * import { isOrderly } from "@mailslot/actor";
 *
 * console.log(isOrderly({ shutdown: "enough" })); // true
 * console.log(isOrderly(new Error("disk full"))); // false
 * ```
 */
export function isOrderly(reason: ExitReason): boolean {
  return reason === "normal" || isShutdown(reason);
}

/**
 * Returns whether `reason` is `"shutdown"` or `{ shutdown }`; an error is neither, whatever properties it has.
 *
 * @example
 * ```ts
 * import { isShutdown } from "@mailslot/actor";
 *
 * console.log(isShutdown("shutdown")); // true
 * console.log(isShutdown("normal")); // false
 * ```
 */
export function isShutdown(reason: ExitReason): boolean {
  if (reason === "shutdown") return true;
  try {
    return typeof reason === "object" && reason !== null && !isError(reason) && "shutdown" in reason;
  } catch {
    return false; // user code runs here: a proxy may throw
  }
}

/** Returns whether `reason` is an error, of this realm or another. Never throws. */
export function isError(reason: unknown): reason is Error {
  try {
    return reason instanceof Error || Object.prototype.toString.call(reason) === "[object Error]";
  } catch {
    return false; // user code runs here: a proxy may throw
  }
}

/** Returns the exit reason of a task, or of an actor, that has ended so. */
export function reasonOf(outcome: TaskOutcome<unknown>): ExitReason {
  if (outcome.status === "completed") return outcome.value;
  return outcome.status === "failed" ? outcome.error : outcome.reason;
}

/**
 * Returns `reason` in few words.
 *
 * @example
 * ```ts
 * import { describeReason } from "@mailslot/actor";
 *
 * console.log(describeReason({ shutdown: "enough" })); // shutdown (enough)
 * ```
 */
export function describeReason(reason: ExitReason): string {
  try {
    if (isError(reason)) return `${reason.name}: ${reason.message}`;
    if (typeof reason === "string") return reason;
    if (isShutdown(reason)) return `shutdown (${String((reason as Shutdown).shutdown)})`;
    return typeof reason === "object" && reason !== null ? Object.prototype.toString.call(reason) : String(reason);
  } catch {
    return "a reason that cannot be shown"; // user code runs here: a getter, or a proxy that was revoked
  }
}
