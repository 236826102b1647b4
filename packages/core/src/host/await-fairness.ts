/**
 * Fairness of awaited operations: after a slice of completions, the host polls before the next may complete.
 *
 * Invariants: a poll is requested exactly while `waiting` is not empty.
 */

import { defaultPolicy } from "../policy.js";
import { type EventLoop, hostEventLoop } from "./event-loop.js";

class Fairness {
  /** The loop whose polls count; that of the host unless another scheduler is the default one. */
  loop: EventLoop | null = null;
  polledAt: number = Number.NEGATIVE_INFINITY;
  count: number = 0;
  private waiting: (() => void)[] = [];

  /** Whether completions wait for the host to poll. */
  get holdsBack(): boolean {
    return this.waiting.length > 0;
  }

  /**
   * Counts a completion, and returns whether it must wait for the host to poll. Reads the clock every few completions only.
   * Order is kept: while some wait for the poll, all do.
   */
  mustWait(): boolean {
    if (this.holdsBack) return true;
    if (++this.count < defaultPolicy.clockInterval) return false;
    this.count = 0;
    this.loop ??= hostEventLoop();
    return this.loop.now() - this.polledAt >= defaultPolicy.slice;
  }

  afterPoll(callback: () => void): void {
    if (this.waiting.push(callback) === 1) this.loop?.afterPoll(() => this.polled());
  }

  private polled(): void {
    this.polledAt = this.loop?.now() ?? 0;
    const waiting = this.waiting;
    this.waiting = [];
    for (const callback of waiting) callback();
  }
}

/** One for the thread: promise jobs belong to the thread, not to a scheduler. */
export const fairness: Fairness = new Fairness();
