/** Errors as values: name, message, stack, code, cause, errors and own properties, and the class, if both ends know it. */

import { define, type ErrorClass, ErrorClasses } from "@mailslot/actor/engine";
import { checkKind } from "@mailslot/core/engine";
import { SupervisionError } from "@mailslot/supervision";
import { RemoteError } from "../errors.js";

/** What crosses for an error: its class, its name, and its own properties, with and without enumeration. */
export type PackedError = readonly [className: string, name: string, hidden: object, open: object];

/** Returns the classes that a node knows: those of the language, of Mailslot, and its own. */
export function errorClasses(own: Iterable<ErrorClass>): ErrorClasses {
  const classes = new ErrorClasses([SupervisionError, RemoteError]);
  for (const each of own) {
    checkKind("an error class of a node", each, "call", "a class of errors, such as class Sunk extends Error");
    classes.addOwn(each.name, each);
  }
  return classes;
}

export function packError(error: Error, classes: ErrorClasses): PackedError {
  const hidden: { message?: unknown; [key: string]: unknown } = {};
  const open: Record<string, unknown> = {};
  for (const key of Object.getOwnPropertyNames(error)) {
    const property = Object.getOwnPropertyDescriptor(error, key);
    (property?.enumerable ? open : hidden)[key] = (error as unknown as Record<string, unknown>)[key]; // user code may run here
  }
  hidden.message ??= error.message;
  return [classes.nameOf(error), error.name, hidden, open];
}

/** Makes the error; `node` is where it comes from. */
export function unpackError([className, name, hidden, open]: PackedError, classes: ErrorClasses, node: string): Error {
  const { message, stack } = hidden as { message?: unknown; stack?: unknown };
  const error = classes.make(className, String(message));
  for (const [key, value] of Object.entries(hidden)) define(error, key, value, false);
  for (const [key, value] of Object.entries(open)) define(error, key, value, true);
  if (typeof stack === "string") define(error, "stack", `${stack}\n    at node ${node}`, false);
  if (error.name !== name) define(error, "name", name, false);
  return error;
}
