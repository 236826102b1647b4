/**
 * Errors beyond this thread: the classes that both ends know, by name. The classes of the language and of Mailslot are known
 * everywhere; those of a program are added, and kept apart by their names. For the packages that carry values.
 */
import {
  CancelledError,
  CircuitOpenError,
  ClosedError,
  FullError,
  LaggedError,
  MailslotError,
  TimeoutError,
  UnhandledTaskError,
  UsageError,
} from "@mailslot/core";
import { withoutStack } from "@mailslot/core/engine";
import { ActorUsageError, Refusal, RejectedError, UnknownOutcomeError } from "./errors.js";

/** A class of errors; its constructor is not called. */
export type ErrorClass = abstract new (...args: never) => Error;

const KNOWN: readonly ErrorClass[] = [
  Error,
  AggregateError,
  EvalError,
  RangeError,
  ReferenceError,
  SyntaxError,
  TypeError,
  URIError,
  ActorUsageError,
  CancelledError,
  CircuitOpenError,
  ClosedError,
  FullError,
  LaggedError,
  MailslotError,
  Refusal,
  RejectedError,
  TimeoutError,
  UnhandledTaskError,
  UnknownOutcomeError,
  UsageError,
];

/** Keeps a class of a program apart from one of the language that has its name. */
const OWN = "own ";

export class ErrorClasses {
  private readonly byName: Map<string, ErrorClass>;
  private readonly names: Map<unknown, string>;

  /** `more` are those of packages above. */
  constructor(more: readonly ErrorClass[]) {
    this.byName = new Map();
    this.names = new Map();
    // The name that errors of the class show: minifiers shorten those of the classes.
    for (const each of [...KNOWN, ...more]) this.add((each.prototype as Error).name, each);
  }

  /** Adds a class of the program, unless it is known. */
  addOwn(name: string, each: ErrorClass): void {
    if (!this.names.has(each)) this.add(`${OWN}${name}`, each);
  }

  /** Returns the name of the nearest class of an error that is known. */
  nameOf(error: Error): string {
    for (let proto: unknown = Object.getPrototypeOf(error); proto !== null; proto = Object.getPrototypeOf(proto)) {
      const name = this.names.get((proto as { constructor?: unknown }).constructor);
      if (name !== undefined) return name;
    }
    return "Error";
  }

  /** Returns the prototype of a class; of one that is not known, that of Error. */
  prototypeOf(name: string): Error {
    return (this.byName.get(name) ?? Error).prototype as Error;
  }

  /** Makes an error of a class, without calling its constructor. Consoles and `isMailslotError` know it for what it is. */
  make(name: string, message: string): Error {
    // Its own stack comes from elsewhere; this one would keep whatever decodes it alive, since errors hold the functions of their frames.
    const error = withoutStack(() => new Error(message));
    Object.setPrototypeOf(error, this.prototypeOf(name));
    if (error instanceof MailslotError) define(error, Symbol.for("@mailslot/error"), true, false);
    return error;
  }

  private add(name: string, each: ErrorClass): void {
    this.byName.set(name, each);
    this.names.set(each, name);
  }
}

/** Gives an object a property of its own, whatever its class says of that name. */
export function define(on: object, name: PropertyKey, value: unknown, enumerable: boolean): void {
  Object.defineProperty(on, name, { value, enumerable, writable: true, configurable: true });
}
