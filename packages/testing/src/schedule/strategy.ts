/** Strategies: how the schedules of an exploration are chosen. */
import type { SeededRandom } from "../simulation/random.js";
import type { Chooser } from "./decisions.js";

/** One run of an exploration, as a strategy sees it. */
export interface Run {
  /** How many runs came before. */
  readonly index: number;
  /** The seed of the run. */
  readonly seed: number;
  /** Draws the random numbers of the schedule; those of the program are others. */
  readonly random: SeededRandom;
  /** The most ticks that a run has had so far; 0 in the first. */
  readonly steps: number;
}

/** A way to choose schedules. Programs may bring their own. */
export interface ScheduleStrategy {
  /** Its name in reports, without a colon. */
  readonly name: string;
  /** Returns what chooses in the next run; null when every schedule was tried. */
  begin(run: Run): Chooser | null;
}
