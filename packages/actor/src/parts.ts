/** What few actors have, or only at their end; so that the others do not pay for it. */
import type { ExitReason } from "./exit-reason.js";

export class Parts {
  /** Why the actor ends. */
  reason: ExitReason;
  /** What the promise of a handler or hook has come to, until the actor takes it up. */
  settled: (() => void) | null;
  /** What is to be done before anybody hears of the end: names and memberships are given back. */
  private readonly atExit: Set<() => void>;

  constructor() {
    this.reason = "normal";
    this.settled = null;
    this.atExit = new Set();
  }

  addAtExit(action: () => void): void {
    this.atExit.add(action);
  }

  removeAtExit(action: () => void): void {
    this.atExit.delete(action);
  }

  exit(): void {
    for (const action of this.atExit) action();
    this.atExit.clear();
  }
}
