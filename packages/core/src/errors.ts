/**
 * The errors of this package. Each has a `code`, and a brand in the symbol registry, so that `isMailslotError`
 * recognises errors made by another copy of the package.
 */

const brand: unique symbol = Symbol.for("@mailslot/error") as never;

/** Every code an error of this package can have. */
export type ErrorCode =
  | "ERR_MAILSLOT_CLOSED"
  | "ERR_MAILSLOT_FULL"
  | "ERR_MAILSLOT_CANCELLED"
  | "ERR_MAILSLOT_TIMEOUT"
  | "ERR_MAILSLOT_LAGGED"
  | "ERR_MAILSLOT_OUTSIDE_TASK"
  | "ERR_MAILSLOT_TWO_SCHEDULERS"
  | "ERR_MAILSLOT_TWO_COPIES"
  | "ERR_MAILSLOT_NOT_AN_OPERATION"
  | "ERR_MAILSLOT_ARGUMENT"
  | "ERR_MAILSLOT_DEADLOCK"
  | "ERR_MAILSLOT_UNHANDLED";

/**
 * Carries a stable `code` for programs and a message for people: what happened, to what, and what to do. Packages that
 * build on this one derive their errors from it, with codes of their own.
 */
export class MailslotError<Code extends string = ErrorCode> extends Error {
  /** What has happened, for programs: a code that stays the same from version to version. */
  readonly code: Code;

  constructor(code: Code, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    // On the prototype, by the first error: to define it on each takes as long again as to make one.
    if (!(brand in this)) Object.defineProperty(MailslotError.prototype, brand, { value: true });
  }

  /**
   * The name of the class, as stacks and consoles show it. The classes of the packages write it out, since minifiers shorten
   * the names of classes; so should one that is derived from this class elsewhere.
   */
  override get name(): string {
    return this.constructor === MailslotError ? "MailslotError" : this.constructor.name;
  }
}

/** Says that a channel, oneshot or other source is closed; code `ERR_MAILSLOT_CLOSED`. */
export class ClosedError extends MailslotError {
  /** The message that could not be sent, when a send failed. */
  readonly unsent: unknown;

  constructor(message: string, unsent?: unknown) {
    super("ERR_MAILSLOT_CLOSED", message);
    this.unsent = unsent;
  }

  override get name(): string {
    return "ClosedError";
  }
}

/** Says that a channel with `overflow: "fail"` had no room; code `ERR_MAILSLOT_FULL`. */
export class FullError extends MailslotError {
  /** The message that found no room. */
  readonly unsent: unknown;

  constructor(message: string, unsent: unknown) {
    super("ERR_MAILSLOT_FULL", message);
    this.unsent = unsent;
  }

  override get name(): string {
    return "FullError";
  }
}

/** Says that a task or a wait was cancelled; code `ERR_MAILSLOT_CANCELLED`, the reason as `cause`. */
export class CancelledError extends MailslotError {
  constructor(message: string, reason?: unknown) {
    super("ERR_MAILSLOT_CANCELLED", message, reason === undefined ? undefined : { cause: reason });
  }

  override get name(): string {
    return "CancelledError";
  }
}

/** Says that a deadline passed first; code `ERR_MAILSLOT_TIMEOUT`. */
export class TimeoutError extends MailslotError {
  constructor(message: string) {
    super("ERR_MAILSLOT_TIMEOUT", message);
  }

  override get name(): string {
    return "TimeoutError";
  }
}

/** Tells a receiver of a broadcast how many messages it has missed; code `ERR_MAILSLOT_LAGGED`. */
export class LaggedError extends MailslotError {
  /** Messages overwritten before this receiver took them. */
  readonly missed: number;

  constructor(message: string, missed: number) {
    super("ERR_MAILSLOT_LAGGED", message);
    this.missed = missed;
  }

  override get name(): string {
    return "LaggedError";
  }
}

/** Says that the program is wrong: an argument out of range, a wait outside a task, and the like; see `code`. */
export class UsageError extends MailslotError {
  override get name(): string {
    return "UsageError";
  }
}

/** Wraps a failure that no task has seen, of a task or of a hook that observes tasks; code `ERR_MAILSLOT_UNHANDLED`, the failure as `cause`. */
export class UnhandledTaskError extends MailslotError {
  constructor(message: string, cause: unknown) {
    super("ERR_MAILSLOT_UNHANDLED", message, { cause });
    const frames = framesOf(cause);
    if (frames === null) return;
    // Where it failed is what its reader looks for; where it was reported is the same for all.
    Object.defineProperty(this, "stack", { value: `${this.name}: ${message}\n${frames}`, configurable: true });
  }

  override get name(): string {
    return "UnhandledTaskError";
  }
}

/** Returns the frames of an error's stack, without its first lines; null when there are none. */
function framesOf(error: unknown): string | null {
  try {
    const { stack } = Object(error) as { stack?: unknown }; // user code may run here
    return typeof stack === "string" ? (/^ {4}at [\s\S]*/m.exec(stack)?.[0] ?? null) : null;
  } catch {
    return null;
  }
}

/**
 * Returns whether `error` was made by Mailslot, by this copy of the package or another.
 *
 * @example
 * ```ts
 * import { channel, isMailslotError } from "@mailslot/core";
 *
 * const jobs = channel<string>();
 * jobs.close();
 * try {
 *   jobs.send("late");
 * } catch (error) {
 *   if (isMailslotError(error)) console.log(error.code); // ERR_MAILSLOT_CLOSED
 * }
 * ```
 */
export function isMailslotError(error: unknown): error is MailslotError<string> {
  return isReadable(error) && brand in error;
}

/** Returns whether `value` is an object that can be read: neither null nor a proxy that was revoked. */
export function isReadable(value: unknown): value is object {
  try {
    return typeof value === "object" && Object.getPrototypeOf(value) !== value; // throws for null; user code may run here
  } catch {
    return false;
  }
}

/** Returns whether `error` has `code` and was made by Mailslot, by this copy of the package or another. Never throws. */
export function hasCode(error: unknown, code: ErrorCode): boolean {
  try {
    return isMailslotError(error) && error.code === code;
  } catch {
    return false; // a proxy that was revoked
  }
}

/**
 * Returns whether `error` says that something was cancelled: by this package, this copy or another, or by an aborted
 * signal. Never throws, whatever was thrown.
 */
export function isCancellation(error: unknown): boolean {
  try {
    const { code, name } = Object(error) as { code?: unknown; name?: unknown };
    if (isMailslotError(error)) return code === "ERR_MAILSLOT_CANCELLED";
    return name === "AbortError" || name === "CancelledError";
  } catch {
    return false; // user code runs here: a getter, or a proxy that was revoked
  }
}

/** Returns what an error says, for the message of another. */
export function messageOf(error: unknown): string {
  try {
    return error instanceof Error ? error.message : String(error); // user code may run here
  } catch {
    return "an error that cannot be shown";
  }
}

/** Makes an error without recording a stack, where the JavaScript engine allows that; elsewhere with one. */
export function withoutStack<E extends Error>(make: () => E): E {
  const limit: unknown = Reflect.get(Error, "stackTraceLimit");
  Reflect.set(Error, "stackTraceLimit", 0);
  try {
    return make(); // user code may run here: a name
  } finally {
    Reflect.set(Error, "stackTraceLimit", limit);
  }
}
