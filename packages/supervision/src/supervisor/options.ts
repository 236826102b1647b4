/** The options of supervisors, and what is refused before anything is started. */
import type { Scheduler } from "@mailslot/core";
import { checkKind, isReadable, show } from "@mailslot/core/engine";
import {
  type AutoShutdown,
  type ChildSpec,
  type ReadSpec,
  readSpecs,
  type StartsAreOver,
} from "../child/child-spec.js";
import { SupervisionError } from "../errors.js";
import type { Backoff } from "../restart/backoff.js";
import type { RestartIntensity } from "../restart/restarts.js";

/** Which children are restarted when one has ended: that one; all; that one and those started after it. */
export type Strategy = "one-for-one" | "one-for-all" | "rest-for-one";

/** Options that all supervisors have. */
export interface CommonOptions {
  /** What pictures and errors call it, beside the name of its actor. Default: none. */
  readonly name?: string;
  /** How many restarts it allows. Default: 1 in 5,000 ms. */
  readonly intensity?: RestartIntensity;
  /** Waits before restarts. Default: none; they happen at once. */
  readonly backoff?: Backoff;
  /** Where it runs. Default: the scheduler of the running task, else the default one. */
  readonly scheduler?: Scheduler;
}

/** Options of a supervisor. A logger is not among them: {@link logTo} takes one for all supervisors and actors of the thread. */
export interface SupervisorOptions<C extends readonly ChildSpec[] = readonly ChildSpec[]> extends CommonOptions {
  /** Which children are restarted with one that ended. Default: `"one-for-one"`. */
  readonly strategy?: Strategy;
  /** The children: started in this order, stopped in reverse. Default: none. */
  readonly children?: C & StartsAreOver<C>;
  /** Whether the end of a significant child ends the supervisor. Default: `"never"`. */
  readonly autoShutdown?: AutoShutdown;
}

/** What an engine is made of: options that were read, and make sense. */
export interface EngineOptions extends ReadCommon {
  readonly strategy: Strategy;
  readonly children: readonly ReadSpec[];
  readonly autoShutdown: AutoShutdown;
  /** Whether children are stopped all at the same time, and forgotten when they are not restarted. */
  readonly together: boolean;
}

/** The common options, as they were read. */
export interface ReadCommon {
  readonly name: string | undefined;
  readonly intensity: RestartIntensity;
  readonly backoff: Backoff | undefined;
  readonly scheduler: Scheduler | undefined;
}

const STRATEGIES: readonly unknown[] = ["one-for-one", "one-for-all", "rest-for-one"];
const AUTO_SHUTDOWNS: readonly unknown[] = ["never", "any-significant", "all-significant"];

/** Reads the options of a supervisor, each once; fails unless they make sense. */
export function readOptions(given: SupervisorOptions): EngineOptions {
  const common = readCommon(given);
  const { strategy = "one-for-one", children = [], autoShutdown = "never" } = given;
  if (!STRATEGIES.includes(strategy))
    throw wrong("strategy", strategy, '"one-for-one", "one-for-all" or "rest-for-one"');
  if (!AUTO_SHUTDOWNS.includes(autoShutdown))
    throw wrong("autoShutdown", autoShutdown, '"never", "any-significant" or "all-significant"');
  if (!isReadable(children) || !Array.isArray(children)) throw wrong("children", children, "an array of child specs");
  return { ...common, strategy, autoShutdown, children: readSpecs(children, autoShutdown), together: false };
}

/** Reads the options that all supervisors have, each once. What intensity and back-off hold is read and checked where they are used. */
export function readCommon(given: CommonOptions): ReadCommon {
  if (!isReadable(given)) throw wrong("options", given, "an object");
  const { name, intensity = {}, backoff, scheduler } = given;
  if (name !== undefined && typeof name !== "string") throw wrong("name", name, "a text");
  if (!isReadable(intensity)) throw wrong("intensity", intensity, "an object, { restarts, within }");
  if (backoff !== undefined && !isReadable(backoff)) throw wrong("backoff", backoff, "an object, { initial }");
  if (scheduler !== undefined) checkKind("the scheduler of a supervisor", scheduler, "io", "a scheduler");
  return { name, intensity, backoff, scheduler };
}

export function wrong(what: string, got: unknown, want: string): SupervisionError {
  return new SupervisionError(
    "ERR_MAILSLOT_SUPERVISOR_OPTIONS",
    `the ${what} of a supervisor is ${show(got)}: give ${want}`,
  );
}
