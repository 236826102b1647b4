/**
 * A log of what fails and is restarted on this thread: crashes, restarts and supervisors that give up, once each. Everything here is left out of a
 * program that does not call it. See docs/decisions/0325-what-is-logged.md.
 */
import {
  type Crash,
  type DeadLetter,
  deadLetters,
  describeReason,
  type ExitReason,
  isOrderly,
  onDeepMailbox,
  watchCrashes,
} from "@mailslot/actor";
import { isError } from "@mailslot/actor/engine";
import { badArgument, checkOptions } from "@mailslot/core/engine";
import { type SupervisionReport, supervisionReports } from "../supervisor/reports.js";
import { checkLogger, type FieldsPlace, fieldsOf, type Logger, Writer } from "./logger.js";
import { Reader } from "./reader.js";

/** What is logged beside failures and restarts, and how. */
export interface LogOptions {
  /** Whether the logger takes fields before the text. Default: `"first"` for pino and bunyan, else `"last"`. */
  readonly fields?: FieldsPlace;
  /** Whether dead letters are logged, as `info`. Default: false. */
  readonly deadLetters?: boolean;
  /** Whether mailboxes that grow deep are, as `warn`, in place of what `onDeepMailbox` was given. Default: false. */
  readonly deepMailboxes?: boolean;
}

/**
 * Logs what fails on this thread, and what supervisors do about it, until what is returned is disposed of. An entry is a text and fields:
 *
 * - `error`: an actor, or a task under a supervisor, has crashed, in which message, and why; a child did not start; a supervisor gives up.
 * - `warn`: a supervisor has restarted a child; an actor ends because another has failed.
 * - `debug`, if the logger has it: a child has ended in order.
 *
 * An error is a field, `err`, once: where it is the reason of what follows from it, that names it in its text alone. What the logger throws harms
 * nothing. Nothing counts as seen by being logged, so what is not handed to anybody goes to `onUnhandled` as before. Throws
 * `ERR_MAILSLOT_ARGUMENT` when it is not given a logger.
 *
 * @example
 * ```ts
 * import { defineActor, exitOf, spawn } from "@mailslot/actor";
 * import { logTo } from "@mailslot/supervision";
 *
 * const Worker = defineActor("worker", {
 *   receive: {
 *     work() {
 *       throw new Error("disk full");
 *     },
 *   },
 * });
 * const write = (text: string) => console.log(text.replace(/#\d+/, ""));
 * const log = logTo({ info: write, warn: write, error: write }); // or console, or pino()
 * const worker = spawn(Worker);
 * worker.tell.work(); // worker crashed in work: Error: disk full
 * await exitOf(worker);
 * log[Symbol.dispose]();
 * ```
 */
export function logTo(logger: Logger, options: LogOptions = {}): Disposable {
  checkLogger(logger);
  checkOptions("logTo()", options);
  const { fields = fieldsOf(logger), deadLetters: letters = false, deepMailboxes = false } = options;
  if (fields !== "first" && fields !== "last")
    throw badArgument("the option fields of logTo()", fields, '"first" or "last"');
  const log = new Log(new Writer(logger, fields));
  const watching = watchCrashes((crash) => log.crashed(crash));
  const readers = [new Reader(supervisionReports(), (report) => log.supervised(report))];
  const letterReader = letters ? new Reader(deadLetters(), (letter) => log.lost(letter)) : null;
  const takesDepthBack = deepMailboxes ? takeDepth(log) : null;
  return {
    [Symbol.dispose]: () => {
      watching[Symbol.dispose]();
      for (const reader of readers) reader.stop();
      letterReader?.stop();
      takesDepthBack?.();
    },
  };
}

/** Hears of mailboxes that grow deep; what it returns gives back what was there before, unless another has been set since. */
function takeDepth(log: Log): () => void {
  const own = (ref: { readonly name: string }, depth: number): void => log.deep(ref.name, depth);
  const before = onDeepMailbox(own);
  return () => {
    const last = onDeepMailbox(before);
    if (last !== own) onDeepMailbox(last);
  };
}

class Log {
  private readonly writer: Writer;
  /** The errors that have been logged as a field. */
  private readonly told: WeakSet<object>;

  constructor(writer: Writer) {
    this.writer = writer;
    this.told = new WeakSet();
  }

  crashed({ actor: { name: actor }, handling, reason }: Crash): void {
    const why = describeReason(reason);
    if (handling !== null)
      this.writer.write("error", `${actor} crashed in ${handling}: ${why}`, { actor, handling, ...this.cause(reason) });
    else this.writer.write("warn", `${actor} ends because of a failure: ${why}`, { actor, ...this.causeOnce(reason) });
  }

  supervised({ event, supervisor, child, name, type, reason }: SupervisionReport): void {
    const why = describeReason(reason);
    const fields = { supervisor, child, name };
    if (event === "restarted")
      this.writer.write("warn", `${supervisor} restarted ${child}, which is ${name} now, after ${why}`, {
        ...fields,
        reason: why,
      });
    else if (event === "gave up")
      this.writer.write("error", isError(reason) ? reason.message : why, { ...fields, ...this.cause(reason) });
    else if (event === "did not start")
      this.writer.write("error", `${child} of ${supervisor} did not start: ${why}`, {
        ...fields,
        ...this.causeOnce(reason),
      });
    else if (isOrderly(reason) || reason === "killed")
      this.writer.write("debug", `${child} of ${supervisor}, ${name}, has ended: ${why}`, { ...fields, reason: why });
    // The crash of an actor has been heard of already.
    else if (type === "task")
      this.writer.write("error", `${child} of ${supervisor}, task ${name}, crashed: ${why}`, {
        ...fields,
        ...this.cause(reason),
      });
  }

  lost({ from, to, message, reason }: DeadLetter): void {
    const fields = { from, to: to.name, message, reason };
    this.writer.write("info", `dead letter ${message} to ${to.name}: ${reason}`, fields);
  }

  deep(actor: string, depth: number): void {
    this.writer.write("warn", `the mailbox of ${actor} holds ${depth} messages`, { actor, depth });
  }

  /** Returns a reason as a field: an error as `err`, which loggers show with its stack. */
  private cause(reason: ExitReason): object {
    if (!isError(reason)) return { reason: describeReason(reason) };
    this.told.add(reason);
    return { err: reason };
  }

  private causeOnce(reason: ExitReason): object {
    return isError(reason) && this.told.has(reason) ? { reason: describeReason(reason) } : this.cause(reason);
  }
}
