// What can be asked of an exploration, and what it answers.

import type { Failure } from "./report/failure.js";

/**
 * How schedules are chosen. `dpor`: all that differ in more than the order of independent steps. `stateful`: all,
 * except what follows a state seen before. `dfs`: all, one by one; the reference. `random`, `pct`: a sample.
 */
export type Mode = "dpor" | "stateful" | "dfs" | "random" | "pct";

export interface Options {
  /** Defaults to "dpor". */
  readonly mode?: Mode;
  /** For `stateful` and `dfs`: the most switches away from a thread that could have gone on. Unbounded by default. */
  readonly preemptions?: number;
  /** Whether waits with a time-out may time out. Off by default, so that a lost wake-up shows as a deadlock. */
  readonly timeouts?: boolean;
  /** Shared operations in one schedule before it is given up as endless. Defaults to 5,000. */
  readonly maxSteps?: number;
  /** Executions before the exploration is cut short; for `random` and `pct`, how many to sample (10,000). */
  readonly maxExecutions?: number;
  /** Seconds before the exploration is cut short. Defaults to 60. */
  readonly maxSeconds?: number;
  /** For `random` and `pct`: the same seed gives the same schedules. Defaults to 1. */
  readonly seed?: number;
  /** For `pct`: the number of ordering constraints of the bug looked for. Defaults to 3. */
  readonly depth?: number;
  /** Executes just this schedule, as a failure reports it. */
  readonly replay?: string;
  /** Whether to look for the schedule with the fewest preemptions once a failure is found. Off by default. */
  readonly minimize?: boolean;
  /** Goes on after failures and counts them among the outcomes. Off by default. */
  readonly keepGoing?: boolean;
  /** Histories remembered before those off the present path are dropped. Defaults to 1,000,000. */
  readonly maxHistories?: number;
}

/** `cut short` is never a pass: the exploration ended before it had seen what it was asked to see. */
export type Verdict = "passed" | "failed" | "cut short" | "sampled";

export interface Report {
  readonly mode: Mode | "replay";
  readonly verdict: Verdict;
  /** Whether every schedule (within `preemptions`, if given) has been accounted for. */
  readonly complete: boolean;
  /** Why the exploration is not complete. */
  readonly reason: string | undefined;
  readonly preemptions: number | undefined;
  /** Schedules executed to their end. */
  readonly executions: number;
  /** Schedules given up because others stand for them. */
  readonly redundant: number;
  /** Shared operations executed. */
  readonly steps: number;
  /** Times that code under test was run. */
  readonly runs: number;
  readonly milliseconds: number;
  /** How often the model's function returned what, as JSON; with `keepGoing`, failures as "!kind". */
  readonly outcomes: ReadonlyMap<string, number>;
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
