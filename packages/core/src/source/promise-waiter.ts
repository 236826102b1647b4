/**
 * A promise that waits for a source. Async functions that talk only to each other through operations would keep the
 * promise jobs from ever running dry, and with them timers and I/O from ever being served; so once a slice has passed
 * since the host last polled, a completion waits for the host to poll.
 */
import { fairness } from "../host/await-fairness.js";
import type { Waiter } from "./waiter.js";

export class PromiseWaiter<T> implements Waiter<T> {
  after: Waiter | null;
  before: Waiter | null;
  private readonly resolve: (value: T) => void;
  private readonly reject: (error: unknown) => void;

  constructor(resolve: (value: T) => void, reject: (error: unknown) => void) {
    this.after = null;
    this.before = null;
    this.resolve = resolve;
    this.reject = reject;
  }

  claim(): boolean {
    return true;
  }

  deliver(value: T): void {
    if (fairness.mustWait()) fairness.afterPoll(() => this.resolve(value));
    else this.resolve(value);
  }

  fail(error: unknown): void {
    if (fairness.mustWait()) fairness.afterPoll(() => this.reject(error));
    else this.reject(error);
  }
}
