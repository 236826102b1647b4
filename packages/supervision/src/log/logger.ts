/** What a log is written to: `console`, pino and what has their shape; and in which order it takes its arguments. */
import { badArgument, checkObject, isReadable } from "@mailslot/core/engine";

/** Takes what is logged: `console`, a pino logger, or any other object with these methods. */
export interface Logger {
  /** Takes what is of use to those who look for a fault. Default: it is not logged. */
  readonly debug?: (...args: never[]) => unknown;
  /** Takes what happens in a program that works. */
  readonly info: (...args: never[]) => unknown;
  /** Takes what a program has recovered from. */
  readonly warn: (...args: never[]) => unknown;
  /** Takes failures. */
  readonly error: (...args: never[]) => unknown;
}

/** How grave an entry is: the name of a method. */
export type Level = "debug" | "info" | "warn" | "error";

/** Which argument the fields of an entry are: pino's and bunyan's first, before the text; or the last, as of `console` and winston. */
export type FieldsPlace = "first" | "last";

/** Fails unless `logger` has the methods of one. */
export function checkLogger(logger: Logger): void {
  checkObject("the logger given to logTo()", logger, "console, a pino logger, or what has their methods");
  for (const method of ["info", "warn", "error"] as const) {
    if (typeof logger[method] === "function") continue;
    throw badArgument(
      `the method ${method} of the logger given to logTo()`,
      logger[method],
      "a function, as console and pino have",
    );
  }
}

/** Returns where a logger takes fields: loggers with bindings (pino) or streams to add (bunyan) before the text. */
export function fieldsOf(logger: Logger): FieldsPlace {
  const { bindings, addStream } = logger as { bindings?: unknown; addStream?: unknown };
  return typeof bindings === "function" || typeof addStream === "function" ? "first" : "last";
}

/** Writes entries. What a logger throws, or rejects with, harms nothing: it is told once, by `console.error`. */
export class Writer {
  private readonly logger: Logger;
  private readonly fields: FieldsPlace;
  private hasFailed: boolean;

  constructor(logger: Logger, fields: FieldsPlace) {
    this.logger = logger;
    this.fields = fields;
    this.hasFailed = false;
  }

  write(level: Level, text: string, fields: object): void {
    const args = this.fields === "first" ? [fields, text] : [text, fields];
    try {
      const written: unknown = this.logger[level]?.(...(args as never[])); // user code runs here
      if (isReadable(written) && typeof (written as Partial<PromiseLike<unknown>>).then === "function")
        Promise.resolve(written).catch((error) => this.failed(error));
    } catch (error) {
      this.failed(error);
    }
  }

  private failed(error: unknown): void {
    if (this.hasFailed) return;
    this.hasFailed = true;
    try {
      console.error("the logger given to logTo() has failed, which is told once:", error);
    } catch {
      // The console itself is the logger that fails: there is nowhere else to say it.
    }
  }
}
