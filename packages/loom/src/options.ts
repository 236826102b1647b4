/** The options of an exploration, and its report. */

import type { Failure } from "./report/failure.js";

/**
 * How schedules are chosen. `dpor`: one of all that differ only in the order of independent steps. `stateful`: all,
 * except what follows a state seen before. `dfs`: all, one by one; the reference. `random`, `pct`: a sample.
 */
export type Mode = "dpor" | "stateful" | "dfs" | "random" | "pct";

/** What an exploration covers, and where it stops. Every option may be left out. */
export interface Options {
  /** How schedules are chosen. Default: `"dpor"`. */
  readonly mode?: Mode;
  /** For `stateful` and `dfs`: the most switches away from a thread that could have gone on. Default: no bound. */
  readonly preemptions?: number;
  /** Whether waits with a time-out may time out. Default: false, so that a lost wake-up shows as a deadlock. */
  readonly timeouts?: boolean;
  /** Shared operations in one schedule, after which it is given up as endless. Default: 5,000. */
  readonly maxSteps?: number;
  /** Executions after which the exploration is cut short. Default: no limit; for `random` and `pct` 10,000. */
  readonly maxExecutions?: number;
  /** Seconds after which the exploration is cut short. Default: 60. */
  readonly maxSeconds?: number;
  /** For `random` and `pct`: the same seed gives the same schedules. Default: 1. */
  readonly seed?: number;
  /** For `pct`: the number of ordering constraints of the bug looked for. Default: 3. */
  readonly depth?: number;
  /** Executes this schedule alone, as a failure reports it. Default: none, so that schedules are explored. */
  readonly replay?: string;
  /** Whether to look for the schedule with the fewest preemptions once a failure is found. Default: false. */
  readonly minimize?: boolean;
  /** Whether to go on after failures, and count them among the outcomes. Default: false. */
  readonly keepGoing?: boolean;
  /** Histories remembered; with more, those off the present path are forgotten. Default: 1,000,000. */
  readonly maxHistories?: number;
}

/** How an exploration ended. `cut short` is never a pass: it ended before it had seen what it was asked to see. */
export type Verdict = "passed" | "failed" | "cut short" | "sampled";

/** What an exploration found, and how much it executed. */
export interface Report {
  /** How the schedules were chosen; `replay` if one was given. */
  readonly mode: Mode | "replay";
  /** How the exploration ended. */
  readonly verdict: Verdict;
  /** Whether every schedule (within `preemptions`, if given) has been accounted for. */
  readonly complete: boolean;
  /**
   * How far the verdict reaches, in words: "complete", "not complete: " and why, or, for a model that calls `racy`,
   * "complete under the stated semantics" and what these leave out.
   */
  readonly extent: string;
  /** Why the exploration is not complete; undefined if it is. */
  readonly reason: string | undefined;
  /** The bound that was asked for; undefined without one. */
  readonly preemptions: number | undefined;
  /** Schedules executed to their end. */
  readonly executions: number;
  /** Schedules given up because others stand for them. */
  readonly redundant: number;
  /** Shared operations executed. */
  readonly steps: number;
  /** How often code under test was run. */
  readonly runs: number;
  /** How long the exploration took, in milliseconds. */
  readonly milliseconds: number;
  /**
   * How often the model's function returned what, as JSON; with `keepGoing`, failures as "!kind". A value that has no JSON
   * counts as "no JSON: " and why.
   */
  readonly outcomes: ReadonlyMap<string, number>;
  /** The failure that was found; undefined if there was none. */
  readonly failure: Failure | undefined;
}

/** Options with the defaults filled in. */
export type Settings = Required<Omit<Options, "preemptions" | "replay">> & Pick<Options, "preemptions" | "replay">;

export function withDefaults(options: Options): Settings {
  const mode = options.mode ?? "dpor";
  const sampled = mode === "random" || mode === "pct";
  return {
    mode,
    timeouts: false,
    maxSteps: 5_000,
    maxExecutions: sampled ? 10_000 : Number.POSITIVE_INFINITY,
    maxSeconds: 60,
    seed: 1,
    depth: 3,
    minimize: false,
    keepGoing: false,
    maxHistories: 1_000_000,
    ...options,
  };
}
