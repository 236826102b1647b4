/** The options of supervisors, and what is refused before anything is started. */
import type { Scheduler } from "@mailslot/core";
import { show } from "@mailslot/core/engine";
import { type AutoShutdown, type ChildSpec, checkSpecs, type StartsAreOver } from "../child/child-spec.js";
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

/** Options of a supervisor. */
export interface SupervisorOptions<C extends readonly ChildSpec[] = readonly ChildSpec[]> extends CommonOptions {
  /** Which children are restarted with one that ended. Default: `"one-for-one"`. */
  readonly strategy?: Strategy;
  /** The children: started in this order, stopped in reverse. Default: none. */
  readonly children?: C & StartsAreOver<C>;
  /** Whether the end of a significant child ends the supervisor. Default: `"never"`. */
  readonly autoShutdown?: AutoShutdown;
}

/** As the engine takes them. */
export interface EngineOptions extends SupervisorOptions {
  readonly together?: boolean;
}

const STRATEGIES: readonly unknown[] = ["one-for-one", "one-for-all", "rest-for-one"];
const AUTO_SHUTDOWNS: readonly unknown[] = ["never", "any-significant", "all-significant"];

export function checkOptions(options: SupervisorOptions): void {
  checkGiven(options);
  const { strategy, children = [], autoShutdown = "never" } = options;
  if (strategy !== undefined && !STRATEGIES.includes(strategy))
    throw wrong("strategy", strategy, '"one-for-one", "one-for-all" or "rest-for-one"');
  if (!AUTO_SHUTDOWNS.includes(autoShutdown))
    throw wrong("autoShutdown", autoShutdown, '"never", "any-significant" or "all-significant"');
  if (!Array.isArray(children)) throw wrong("children", children, "an array of child specs");
  checkSpecs(children, autoShutdown);
}

/** Fails unless options are an object. */
export function checkGiven(options: unknown): void {
  if (typeof options !== "object" || options === null) throw wrong("options", options, "an object");
}

export function wrong(what: string, got: unknown, want: string): SupervisionError {
  return new SupervisionError(
    "ERR_MAILSLOT_SUPERVISOR_OPTIONS",
    `the ${what} of a supervisor is ${show(got)}: give ${want}`,
  );
}
