/** Each tick is that of any runnable task, all equally likely. */
import { type Choice, type Chooser, PAUSE } from "./decisions.js";
import type { Run, ScheduleStrategy } from "./strategy.js";

/** How often a turn ends before its time, so that promise jobs and timers come earlier or later. */
const PAUSES = 1 / 16;

class Walk implements Chooser {
  private readonly run: Run;
  private paused: boolean;

  constructor(run: Run) {
    this.run = run;
    this.paused = false;
  }

  choose({ runnable }: Choice): number {
    const { random } = this.run;
    this.paused = !this.paused && random.chance(PAUSES);
    return this.paused ? PAUSE : random.below(runnable.length);
  }
}

/**
 * Chooses each tick among all runnable tasks, with equal chances. Finds what many schedules show; a failure that needs one task
 * to be late for long is found sooner by {@link pct}.
 *
 * @example
 * ```ts
 * import { explore, randomWalk } from "@mailslot/testing";
 *
 * const { schedules } = await explore({ runs: 50, strategy: randomWalk() }, () => {});
 * console.log(schedules); // 50
 * ```
 */
export function randomWalk(): ScheduleStrategy {
  return { name: "random", begin: (run) => new Walk(run) };
}
