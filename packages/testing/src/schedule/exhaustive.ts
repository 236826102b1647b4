/**
 * Every schedule, one after the other, depth first. Promise jobs and timers come when no task can run; so async bodies, whose
 * order the platform decides, are not told apart.
 *
 * Invariants: `frames` are the choices of the last run so far; the next run takes them again, but for the last that has
 * something left to try.
 */
import { type Choice, type Chooser, indexOf } from "./decisions.js";
import type { Run, ScheduleStrategy } from "./strategy.js";

interface Frame {
  readonly alternatives: number;
  taken: number;
}

class Tree implements ScheduleStrategy, Chooser {
  readonly name: string = "exhaustive";
  private readonly frames: Frame[];
  private depth: number;

  constructor() {
    this.frames = [];
    this.depth = 0;
  }

  begin({ index }: Run): Chooser | null {
    this.depth = 0;
    if (index === 0) {
      this.frames.length = 0;
      return this;
    }
    let last = this.frames.at(-1);
    while (last !== undefined && ++last.taken >= last.alternatives) {
      this.frames.pop();
      last = this.frames.at(-1);
    }
    return last === undefined ? null : this;
  }

  choose({ runnable, current }: Choice): number {
    if (runnable.length === 1) return 0;
    let frame = this.frames[this.depth++];
    if (frame === undefined) {
      frame = { alternatives: runnable.length, taken: 0 };
      this.frames.push(frame);
    }
    return indexOf(frame.taken, current, runnable.length);
  }
}

/**
 * Chooses every schedule once; for programs of a few tasks and a dozen operations, since their number grows exponentially. When
 * the exploration was `complete`, no order of the tasks fails.
 *
 * @example
 * ```ts
 * import { exhaustive, explore } from "@mailslot/testing";
 *
 * const { schedules, complete } = await explore({ strategy: exhaustive() }, () => {});
 * console.log(schedules, complete); // 1 true
 * ```
 */
export function exhaustive(): ScheduleStrategy {
  return new Tree();
}
