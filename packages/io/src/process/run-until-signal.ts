/** Running a program until the system asks for its end: a stop in good order, once, within a limit. See docs/decisions/0248-ends-by-signal.md. */
import { constants } from "node:os";
import {
  currentScheduler,
  fromPromise,
  notReady,
  Source,
  type Steps,
  type Task,
  TimeoutError,
  timeout,
} from "@mailslot/core";
import { badArgument, checkFunction, checkKind, checkOptions, isInstance, isReadable } from "@mailslot/core/engine";
import { select } from "@mailslot/select";
import { STOP_LIMIT } from "../policy.js";
import { logFailure } from "../report.js";
import { checkText } from "../source/argument.js";
import { type ProcessSignals, processSignals } from "./signals.js";

/** What is stopped: a supervisor, or anything else that can be. */
export interface Stoppable {
  /** Its name in what is said of it. Default: "the program". */
  readonly name?: string;
  /** Ends it in good order; completes when it has ended. */
  stop(): PromiseLike<unknown>;
  /** Completes when it has ended by itself, with why. Default: it does not. */
  readonly ended?: PromiseLike<unknown>;
}

/** How to run until a signal. */
export interface RunUntilSignalOptions {
  /** The signals that end it. Default: SIGTERM and SIGINT. */
  readonly signals?: readonly NodeJS.Signals[];
  /** How many milliseconds the stop may take, or Infinity. Default: 10,000, as long as Docker waits. */
  readonly limit?: number;
  /** Ends the process at once with this code. Default: `process.exit`. */
  readonly exit?: (code: number) => void;
}

/**
 * Waits for SIGTERM or SIGINT, then stops `root`, a supervisor for example, once, and gives the signal; or null when `root`
 * has ended by itself before, and then throws the error that it ended with, if any. Acts when called: from then on these signals do
 * not end the process. Waiting does not keep it alive.
 *
 * The exit code of the process is set, not forced: 0 after SIGTERM, 128 and the number of the signal after another, such as
 * 130 after SIGINT. The process is ended at once by another signal (128 and its number), and when the stop takes longer
 * than `limit` (1, with a line on stderr). What `stop` throws is thrown.
 *
 * @example
 * ```ts
 * import { defineActor, spawn } from "@mailslot/actor";
 * import { runUntilSignal } from "@mailslot/io";
 * import { supervisor } from "@mailslot/supervision";
 *
 * const Clock = defineActor("clock", { receive: { tick() {} }, started: (ctx) => ctx.tellEvery(1_000, "tick") });
 * const sup = await supervisor({ children: [{ id: "clock", start: () => spawn(Clock) }] });
 * setTimeout(() => process.kill(process.pid, "SIGTERM"), 20);
 * console.log(await runUntilSignal(sup)); // SIGTERM
 * console.log(process.exitCode); // 0
 * ```
 */
export function runUntilSignal(root: Stoppable, options: RunUntilSignalOptions = {}): Task<NodeJS.Signals | null> {
  checkKind("the first argument of runUntilSignal()", root, "stop", "a supervisor, or what has a method stop()");
  checkOptions("runUntilSignal()", options);
  const { signals = ["SIGTERM", "SIGINT"], limit = STOP_LIMIT, exit = (code) => process.exit(code) } = options;
  if (!(typeof limit === "number" && limit > 0))
    throw badArgument("the limit", limit, "milliseconds above 0, or Infinity");
  checkFunction("the exit of runUntilSignal()", exit);
  if (!isReadable(signals) || !Array.isArray(signals))
    throw badArgument("the signals of runUntilSignal()", signals, 'a list of names such as "SIGTERM"');
  checkText("the name of what is stopped", root.name);
  const heard = processSignals(...signals);
  heard.recv().poll(); // the listeners are there from now on, not from the first turn of the task
  return currentScheduler().go(function* runUntilSignal() {
    const { ended } = root;
    const event = yield* select(ended === undefined ? { signal: heard } : { signal: heard, ended: asCase(ended) });
    if (event.case === "ended") {
      heard.close();
      throwFailure(event.value);
      return null;
    }
    const signal = event.value as NodeJS.Signals;
    process.exitCode = signal === "SIGTERM" ? 0 : codeOf(signal);
    endAtTheNext(heard, exit);
    yield* stopWithin(root, signal, limit, exit);
    return signal;
  });
}

/**
 * The listeners stay: another signal also ends what the program does after the stop. No task waits for it, which tests would have to end.
 */
function endAtTheNext(heard: ProcessSignals, exit: (code: number) => void): void {
  const scheduler = currentScheduler();
  const end = (signal: NodeJS.Signals): void => {
    scheduler.go(() => exit(codeOf(signal)), { name: "anotherSignal" }); // user code may run here
  };
  const next = heard.recv();
  const known = next.poll();
  if (known !== notReady) end(known);
  else next.subscribe({ after: null, before: null, claim: () => true, deliver: end, fail() {} });
}

function* stopWithin(root: Stoppable, signal: string, limit: number, exit: (code: number) => void): Steps<void> {
  const stopped = asCase(root.stop()); // user code runs here
  try {
    yield* limit === Number.POSITIVE_INFINITY ? stopped : timeout(stopped, limit);
  } catch (error) {
    if (!(error instanceof TimeoutError)) throw error;
    logFailure(`after ${signal}, ${root.name ?? "the program"} has not stopped within ${limit} ms`, "the process ends");
    exit(1); // user code may run here
  }
}

function asCase(wait: PromiseLike<unknown>): Source<unknown> {
  if (isInstance(wait, Source)) return wait;
  if (!canBeRead(wait)) throw badArgument("what is waited for before the end", wait, "a promise or an operation");
  return fromPromise(Promise.resolve(wait)); // user code may run here
}

/** Whether it is not a proxy that was revoked, with which a promise would fail. */
function canBeRead(value: unknown): boolean {
  return isReadable(Object(value)) || isInstance(value, Function);
}

function codeOf(signal: NodeJS.Signals): number {
  return 128 + constants.signals[signal];
}

/** Throws what a program has ended with, if that is an error, or a shutdown because of one. */
function throwFailure(reason: unknown): void {
  if (reason instanceof Error) throw reason;
  const cause = (reason as { readonly shutdown?: unknown } | null | undefined)?.shutdown;
  if (cause instanceof Error) throw cause;
}
