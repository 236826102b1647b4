/** The errors of wrong programs, and their texts. Kept apart from the fast paths. */
import { isReadable, UsageError } from "./errors.js";

/** Other copies of this package on this thread, each telling whether one of its tasks runs now. */
interface Copy {
  readonly version: string;
  isRunning(): boolean;
}
const copies: Copy[] = ((globalThis as Record<symbol, unknown>)[Symbol.for("@mailslot/core/copies")] ??= []) as Copy[];

/** Makes this copy known to the others. */
export function registerCopy(copy: Copy): void {
  copies.push(copy);
}

interface Described {
  describe(): string;
}

/** Explains a `yield*` where no task of this copy runs. */
export function outsideTask(source: Described): UsageError {
  if (copies.some((copy) => copy.isRunning())) return twoCopies(source);
  return new UsageError(
    "ERR_MAILSLOT_OUTSIDE_TASK",
    `yield* ${source.describe()} outside a task: start it with go(), or await it here`,
  );
}

function twoCopies(source: Described): UsageError {
  const versions = copies.map((copy) => copy.version).join(" and ");
  return new UsageError(
    "ERR_MAILSLOT_TWO_COPIES",
    `${source.describe()} was made by another copy of @mailslot/core than the task that waits for it (loaded: ` +
      `${versions}): install one copy (npm ls @mailslot/core, npm dedupe)`,
  );
}

/** Explains what a body yielded when it was not a wait of this copy. */
export function notAnOperation(task: string, yielded: unknown): UsageError {
  const isOperation =
    typeof yielded === "object" && yielded !== null && Symbol.iterator in yielded && "then" in yielded;
  const what = isOperation && "describe" in yielded ? (yielded as Described).describe() : show(yielded);
  return new UsageError(
    "ERR_MAILSLOT_NOT_AN_OPERATION",
    isOperation
      ? `task ${task} yielded ${what} without a star: write "yield* …"`
      : `task ${task} yielded ${what}, which is not an operation: write "yield* …" with one, such as fromPromise(promise)`,
  );
}

/** Explains a `yield*` over a list of operations, where an engine says only that the list's iterator has no `throw`. */
export function notIterated(task: string, item: unknown, cause: unknown): UsageError {
  return new UsageError(
    "ERR_MAILSLOT_NOT_AN_OPERATION",
    `task ${task} waited with yield* for an iterable, which gave ${show(item)}: ` +
      "wait for each in turn, or for the first with select()",
    { cause },
  );
}

/** Explains an argument that is out of range. */
export function badArgument(what: string, got: unknown, want: string): UsageError {
  return new UsageError("ERR_MAILSLOT_ARGUMENT", `${what} is ${show(got)}: give ${want}`);
}

/** Fails unless `value` has the method by which its kind is known. */
export function checkKind(what: string, value: unknown, method: PropertyKey, want: string): void {
  try {
    if (typeof (Object(value) as Record<PropertyKey, unknown>)[method] === "function") return; // user code may run here
  } catch {
    // What cannot be read is of no kind that is wanted.
  }
  throw badArgument(what, value, want);
}

/** Returns whether `value` is of `kind`; false for a proxy that was revoked, of which `instanceof` fails. */
export function isInstance<T>(value: unknown, kind: abstract new (...args: never[]) => T): value is T {
  try {
    return value instanceof kind; // user code may run here
  } catch {
    return false;
  }
}

/** Fails unless `value` is an object that can be read. */
export function checkObject(what: string, value: unknown, want: string): void {
  if (!isReadable(value)) throw badArgument(what, value, want);
}

/** Fails unless the options given to `name` are an object. */
export function checkOptions(name: string, options: unknown): void {
  if (!isReadable(options))
    throw badArgument(`the argument of ${name} for options`, options, "an object, or leave it out");
}

/** Fails unless `value` is a function that can be called. */
export function checkFunction(what: string, value: unknown): void {
  checkKind(what, value, "call", "a function");
}

/** Fails with `ERR_MAILSLOT_ARGUMENT` unless `at` is a time: a number, not NaN. */
export function checkTime(what: string, at: number): void {
  if (typeof at !== "number" || Number.isNaN(at)) throw badArgument(what, at, "a number of milliseconds");
}

/** Fails with `ERR_MAILSLOT_ARGUMENT` unless `ms` is a duration: a number from 0, not NaN. */
export function checkDuration(what: string, ms: number): void {
  if (typeof ms !== "number" || !(ms >= 0)) throw badArgument(what, ms, "a number of milliseconds from 0");
}

/** Fails with `ERR_MAILSLOT_ARGUMENT` unless `count` is a whole number from 1. */
export function checkCount(what: string, count: number): void {
  if (!Number.isSafeInteger(count) || count < 1) throw badArgument(what, count, "a whole number from 1");
}

/** Fails with `ERR_MAILSLOT_ARGUMENT` unless `value` is a number above 0, and not Infinity. */
export function checkPositive(what: string, value: number, want: string): void {
  if (!(typeof value === "number" && value > 0 && value < Number.POSITIVE_INFINITY))
    throw badArgument(what, value, want);
}

/** Returns `operation`, if it is one that can be polled; fails otherwise. */
export function checkOperation<S>(name: string, operation: S): S {
  const want = "an operation; make one of a promise with fromPromise()";
  checkKind(`the operation given to ${name}()`, operation, "poll", want);
  return operation;
}

/** Fails unless `value` is a channel. */
export function checkChannel(name: string, value: unknown): void {
  checkKind(`the channel given to ${name}()`, value, "trySend", "a channel");
}

/** Fails unless `value` is a task. */
export function checkTask(name: string, value: unknown): void {
  checkKind(`the task given to ${name}()`, value, "outcome", "a task");
}

/** Fails unless `value` is a scheduler. */
export function checkSchedulerGiven(name: string, value: unknown): void {
  checkKind(`the scheduler given to ${name}()`, value, "io", "a scheduler");
}

/** Fails with `ERR_MAILSLOT_ARGUMENT` unless `name` is a text, or left out. */
export function checkName(what: string, name: unknown): void {
  if (name !== undefined && typeof name !== "string") throw badArgument(`the name of ${what}`, name, "a text");
}

const LONGEST_SHOWN = 80;

/** Returns a value in few words, for errors. Never throws, whatever the value is. */
export function show(value: unknown): string {
  if (typeof value === "string") {
    return JSON.stringify(value.length > LONGEST_SHOWN ? `${value.slice(0, LONGEST_SHOWN)}…` : value);
  }
  if (typeof value === "bigint") return `${value}n`;
  if (Object(value) === value) return tagOf(value as object); // String() calls what may throw
  return Object.is(value, -0) ? "-0" : String(value);
}

function tagOf(value: object): string {
  try {
    const name = typeof value === "function" ? value.name : ""; // user code may run here, and in the next line
    return name === "" ? Object.prototype.toString.call(value) : `function ${name}`;
  } catch {
    return "[object Object]"; // a proxy that was revoked
  }
}

/** What belongs to a scheduler, if it is a task. */
interface Owned {
  readonly ambient?: { readonly scheduler: { readonly name: string } };
}

/** Fails unless the waiter, if it is a task, belongs to the same scheduler as the others that wait there. */
export function checkScheduler(first: object, waiter: object, source: Described): void {
  const bound = (first as Owned).ambient?.scheduler;
  if (bound !== undefined) checkOwner(bound, waiter, source);
}

/** Fails when a task waits for what belongs to another scheduler, such as its clock. */
export function checkOwner(owner: { readonly name: string }, waiter: object, source: Described): void {
  const scheduler = (waiter as Owned).ambient?.scheduler;
  if (scheduler === undefined || scheduler === owner) return;
  throw new UsageError(
    "ERR_MAILSLOT_TWO_SCHEDULERS",
    `${source.describe()} is waited for in scheduler "${owner.name}" and now in "${scheduler.name}": ` +
      "pass the value on through a channel, or await it",
  );
}
