/** The entry points: explore a model and report, or explore it and throw unless it passed. */

import { checkFailure, checkFunction, checkOptions } from "./argument.js";
import { ModelError } from "./errors.js";
import { Dpor } from "./explore/dpor.js";
import { Exhaustive } from "./explore/exhaustive.js";
import { fewestPreemptions } from "./explore/minimize.js";
import { failureOf, follow } from "./explore/replay.js";
import { sample } from "./explore/sampling.js";
import { formatSchedule, parseSchedule } from "./explore/schedule.js";
import { Session } from "./explore/session.js";
import { withModelGlobals } from "./globals/globals.js";
import { type Options, type Report, type Settings, type Verdict, withDefaults } from "./options.js";
import type { Failure } from "./report/failure.js";
import { formatFailure } from "./report/table.js";

/** Says that the code under test fails; code `ERR_LOOM_FAILURE`, the error that it threw as `cause`. */
export class ModelFailure extends ModelError {
  /** The failure, with its steps and its schedule. */
  readonly failure: Failure;
  /** The whole report. */
  readonly report: Report;

  constructor(failure: Failure, report: Report) {
    super("ERR_LOOM_FAILURE", formatFailure(failure), { cause: failure.cause });
    this.name = "ModelFailure";
    this.failure = failure;
    this.report = report;
  }
}

/**
 * Executes `body` under the schedules that the options ask for, and reports. Never throws for what the code under
 * test does. `body` is thread 0: it makes the shared memory, spawns the other threads, joins them and asserts.
 *
 * @example
 * ```ts
 * import { explore, join, spawn } from "@mailslot/loom";
 * import * as assert from "node:assert";
 *
 * const report = explore(() => {
 *   const words = new Int32Array(new SharedArrayBuffer(4));
 *   const add = () => Atomics.add(words, 0, 1);
 *   join(spawn(add), spawn(add));
 *   return Atomics.load(words, 0);
 * });
 * assert.equal(report.verdict, "passed");
 * assert.deepEqual([...report.outcomes], [["2", 2]]); // two orders, one result
 * ```
 */
export function explore(body: () => unknown, options: Options = {}): Report {
  return exploreFor("explore", body, options);
}

function exploreFor(call: string, body: () => unknown, options: Options): Report {
  checkFunction(call, "a function, the model", body);
  checkOptions(call, options);
  const settings = withDefaults(options);
  return withModelGlobals(() => run(body, settings));
}

/**
 * Explores `body` like `explore`, and throws unless it passed: a ModelFailure (ERR_LOOM_FAILURE) whose message has the
 * table of steps, or ERR_LOOM_INCOMPLETE when a limit was reached before all schedules had been executed.
 *
 * @example
 * ```ts
 * import { join, model, spawn } from "@mailslot/loom";
 * import * as assert from "node:assert";
 *
 * const lost = () => {
 *   const words = new Int32Array(new SharedArrayBuffer(4));
 *   const increment = () => Atomics.store(words, 0, Atomics.load(words, 0) + 1);
 *   join(spawn(increment), spawn(increment));
 *   assert.equal(Atomics.load(words, 0), 2);
 * };
 * assert.throws(() => model(lost), { name: "ModelFailure", code: "ERR_LOOM_FAILURE" });
 * ```
 */
export function model(body: () => unknown, options: Options = {}): Report {
  const report = exploreFor("model", body, options);
  if (report.failure !== undefined) throw new ModelFailure(report.failure, report);
  if (report.verdict === "cut short") {
    throw new ModelError(
      "ERR_LOOM_INCOMPLETE",
      `No failure was found, but the exploration was cut short: ${report.reason}`,
    );
  }
  return report;
}

/**
 * Looks for the schedule with the fewest preemptions that fails in the same way. Takes the options that found the
 * failure; returns the failure itself when there is none with fewer, or none was found in time.
 *
 * @example
 * ```ts
 * import { explore, join, minimize, spawn } from "@mailslot/loom";
 * import * as assert from "node:assert";
 *
 * const torn = () => {
 *   const words = new Int32Array(new SharedArrayBuffer(8));
 *   const writer = spawn(() => {
 *     for (const at of [0, 1]) Atomics.store(words, at, 1);
 *   });
 *   if (Atomics.load(words, 1) !== Atomics.load(words, 0)) throw new Error("torn");
 *   join(writer);
 * };
 * const { failure } = explore(torn, { mode: "random", seed: 7 });
 * assert.ok(failure);
 * assert.equal(minimize(torn, failure).preemptions, 1);
 * ```
 */
export function minimize(body: () => unknown, failure: Failure, options: Options = {}): Failure {
  checkFunction("minimize", "a function, the model", body);
  checkFailure("minimize", failure);
  checkOptions("minimize", options);
  return withModelGlobals(() => fewestPreemptions(body, withDefaults(options), failure));
}

function run(body: () => unknown, settings: Settings): Report {
  const { replay, mode } = settings;
  const everyAccess = replay === undefined ? mode === "dfs" : parseSchedule(replay).everyAccess;
  const session = new Session(body, settings, everyAccess);
  if (replay !== undefined) replayOnce(session, replay);
  else if (mode === "dpor") new Dpor(session).explore();
  else if (mode === "dfs" || mode === "stateful") new Exhaustive(session, mode === "stateful").explore();
  else sample(session);
  const report = reportOf(session);
  if (report.failure === undefined || !settings.minimize) return report;
  return { ...report, failure: fewestPreemptions(body, settings, report.failure) };
}

function replayOnce(session: Session, replay: string): void {
  const { moves, everyAccess } = parseSchedule(replay);
  let machine = session.fresh();
  let made = follow(session, machine, moves);
  while (machine.program.stale) {
    machine = session.fresh();
    made = follow(session, machine, moves);
  }
  session.ended(machine, () => made);
  if (session.fault !== null) session.schedule = formatSchedule(made, everyAccess);
}

function reportOf(session: Session): Report {
  const { settings, fault: found, executions, redundant, steps, outcomes, cut } = session;
  const sampled = settings.replay !== undefined || settings.mode === "random" || settings.mode === "pct";
  const complete = (found === null || settings.keepGoing) && cut === null && !sampled;
  const failure = found === null ? undefined : failureOf(session, session.schedule, found);
  const verdict: Verdict = found !== null ? "failed" : complete ? "passed" : cut === null ? "sampled" : "cut short";
  const stopped = found !== null && !settings.keepGoing ? "a failure was found" : cut;
  const reason = complete ? undefined : (stopped ?? "only a sample of the schedules was executed");
  return {
    mode: settings.replay === undefined ? settings.mode : "replay",
    verdict,
    complete,
    extent: reason === undefined ? extentOf(session) : `not complete: ${reason}`,
    reason,
    preemptions: settings.preemptions,
    executions,
    redundant,
    steps,
    runs: session.program.runs,
    milliseconds: session.milliseconds,
    outcomes,
    failure,
  };
}

/** Says what a complete exploration has covered. */
function extentOf({ settings: { preemptions }, program }: Session): string {
  const within = preemptions === undefined ? "" : ` within ${preemptions} preemptions`;
  if (!program.racy) return `complete${within}`;
  return (
    `complete under the stated semantics${within}: racy plain accesses are executed in the order of the program, ` +
    "while JavaScript may order them after a later atomic load, so the reader of a seqlock can see a torn value that no " +
    "schedule here shows"
  );
}
