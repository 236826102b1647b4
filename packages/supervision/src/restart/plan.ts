/**
 * What is planned for children that are to run again: a group is started after a delay, or a restart that failed is tried
 * again. The one whose end or failed start made the plan leads it; the others were stopped for its sake.
 *
 * Invariants: a child is in the plan that its `plan` names, and in no other; a child that is stopped, by request or for
 * another plan, has left its plan, and the others in it are started all the same.
 */
import type { Child, Planned } from "../child/child.js";

export class Plan implements Planned {
  readonly leader: Child;
  /** Whether an attempt is to be made, which counts, rather than a start that was counted before. */
  readonly counts: boolean;
  private readonly group: readonly Child[];
  private waiting: number;
  /** Stops the timer. */
  private stopTimer: (() => void) | null;

  constructor(group: readonly Child[], leader: Child, counts: boolean) {
    this.group = group;
    this.leader = leader;
    this.counts = counts;
    this.waiting = group.length;
    this.stopTimer = null;
    for (const child of group) child.planned(this);
  }

  /** Remembers how to stop the timer of this plan. */
  startedTimer(stop: () => void): void {
    this.stopTimer = stop;
  }

  /** Those that are still in it, in the order of starting. */
  get children(): Child[] {
    return this.group.filter((child) => child.plan === this);
  }

  get isEmpty(): boolean {
    return this.waiting === 0;
  }

  /** One of its children is stopped, or is started in another way. */
  noteLeft(): void {
    if (--this.waiting > 0) return;
    this.stopTimer?.();
    this.stopTimer = null;
  }
}
