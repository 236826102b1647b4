/** Checking the arguments of a message against its schemas, where it is sent. */
import { ActorUsageError, RejectedError } from "../errors.js";
import type { SchemaIssue, StandardSchema } from "./standard-schema.js";

/** Returns what checks the arguments of `message`, and gives them as the schemas want them. */
export function validation(message: string, schemas: readonly StandardSchema[]): (args: unknown[]) => unknown[] {
  return (args) => {
    if (args.length > schemas.length)
      throw invalid(`${message} takes ${numbered(schemas.length, "argument")}, and got ${args.length}`);
    const checkedArgs = schemas.map((schema, index) => checked(message, schema, args, index));
    // An argument that was not given, and has no default, is not there.
    while (checkedArgs.length > args.length && checkedArgs.at(-1) === undefined) checkedArgs.pop();
    return checkedArgs;
  };
}

function checked(message: string, schema: StandardSchema, args: readonly unknown[], index: number): unknown {
  const result = schema["~standard"].validate(args[index]); // user code runs here
  if (isPromise(result)) {
    Promise.resolve(result).catch(() => {});
    const text = `the schema of argument ${index + 1} of ${message} is asynchronous: a message is checked while it is sent, so use one that is not`;
    throw new ActorUsageError("ERR_MAILSLOT_DEFINITION", text);
  }
  if (result.issues === undefined) return result.value;
  const what =
    index < args.length ? `argument ${index + 1} of ${message}` : `the missing argument ${index + 1} of ${message}`;
  throw invalid(`${what} does not fit its schema: ${result.issues.map(described).join("; ")}`, result.issues);
}

/** Whether a schema has answered later, with a promise of this realm or another. */
function isPromise<T>(result: T | PromiseLike<T>): result is PromiseLike<T> {
  return typeof (result as Partial<PromiseLike<T>>).then === "function";
}

function numbered(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? "" : "s"}`;
}

function described({ message, path = [] }: SchemaIssue): string {
  const keys = path.map((each) => String(typeof each === "object" ? each.key : each));
  return keys.length === 0 ? message : `${keys.join(".")}: ${message}`;
}

function invalid(text: string, cause?: unknown): RejectedError {
  return new RejectedError(text, { code: "ERR_MAILSLOT_INVALID_MESSAGE", ...(cause === undefined ? {} : { cause }) });
}
