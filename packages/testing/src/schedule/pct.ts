/**
 * Probabilistic concurrency testing (Burckhardt, Kothari, Musuvathi and Nagarakatte, 2010). Each task has a random priority, and
 * the runnable task of the highest runs; at depth - 1 random ticks the task that would run falls to the lowest. With n tasks
 * and k ticks, a failure that needs the order of d events is found by one run with a chance of at least 1 / (n * k^(d-1)).
 */
import type { Task } from "@mailslot/core";
import { checkOptions } from "@mailslot/core/engine";
import { checkWhole } from "../simulation/options.js";
import { type Choice, type Chooser, PAUSE } from "./decisions.js";
import type { Run, ScheduleStrategy } from "./strategy.js";

/** The length that is assumed of the first run, which nothing is known of. */
const FIRST_STEPS = 64;
/** A task that ran as often in a row may be waiting for another in a loop, so it falls to the lowest priority. */
const LONGEST_RUN = 256;
const PAUSES = 1 / 64;

class Priorities implements Chooser {
  private readonly random: Run["random"];
  private readonly priorities: WeakMap<Task, number>;
  private readonly changes: ReadonlySet<number>;
  private lowest: number;
  private inARow: number;
  private paused: boolean;

  constructor({ random }: Run, depth: number, steps: number) {
    this.random = random;
    this.priorities = new WeakMap();
    this.changes = new Set(Array.from({ length: depth - 1 }, () => random.below(steps)));
    this.lowest = 0;
    this.inARow = 0;
    this.paused = false;
  }

  choose({ runnable, current, step }: Choice): number {
    this.paused = !this.paused && this.random.chance(PAUSES);
    if (this.paused) return PAUSE;
    let index = this.highest(runnable);
    if (this.changes.has(step) || this.inARow >= LONGEST_RUN) {
      this.priorities.set(runnable[index] as Task, --this.lowest);
      index = this.highest(runnable);
    }
    this.inARow = index === current ? this.inARow + 1 : 0;
    return index;
  }

  private highest(runnable: readonly Task[]): number {
    let index = 0;
    for (let other = 0; other < runnable.length; other++)
      if (this.priorityOf(runnable[other] as Task) > this.priorityOf(runnable[index] as Task)) index = other;
    return index;
  }

  private priorityOf(task: Task): number {
    let priority = this.priorities.get(task);
    if (priority === undefined) {
      priority = this.random.next();
      this.priorities.set(task, priority);
    }
    return priority;
  }
}

/** How to look for orders of few events. */
export interface PctOptions {
  /** How many events the failure needs in a certain order. Default: 3. Most failures need two or three. */
  readonly depth?: number;
  /** How many ticks a run has, about. Default: the most of the runs before. A replay gives it, so that it chooses alike. */
  readonly steps?: number;
}

/**
 * Chooses by random priorities of tasks, which change at a few random ticks: probabilistic concurrency testing, which
 * finds a failure that needs the order of `depth` events with a known chance. Fails with `ERR_MAILSLOT_ARGUMENT` unless the
 * depth is a whole number from 1.
 *
 * @example
 * ```ts
 * import { explore, pct } from "@mailslot/testing";
 *
 * const { schedules } = await explore({ runs: 50, strategy: pct({ depth: 2 }) }, () => {});
 * console.log(schedules); // 50
 * ```
 */
export function pct(options: PctOptions = {}): ScheduleStrategy {
  checkOptions("pct()", options);
  const { depth = 3, steps } = options;
  checkWhole("the depth of pct()", depth, 1);
  if (steps !== undefined) checkWhole("steps of pct()", steps, 0);
  return {
    name: `pct-${depth}`,
    begin: (run) => new Priorities(run, depth, steps ?? (run.steps || FIRST_STEPS)),
  };
}
