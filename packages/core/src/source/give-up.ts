/**
 * Giving up a wait on a source. `unsubscribe` may be user code: what it throws does not keep the waiter from giving up, and
 * goes where a scheduler reports failures that no task sees.
 */
import type { Waiter } from "./waiter.js";

/** What a waiter can be taken out of. */
interface Waited<T> {
  describe(): string;
  unsubscribe(waiter: Waiter<T>): void;
}

/** Takes what user code throws where no task can see it. */
export interface Reporter {
  reportThrown(what: string, error: unknown): void;
}

/** Takes `waiter` out of `source`, whatever that throws. */
export function giveUp<T>(source: Waited<T>, waiter: Waiter<T>, to: Reporter): void {
  try {
    source.unsubscribe(waiter); // user code may run here
  } catch (error) {
    to.reportThrown(`unsubscribe of ${nameOf(source)}`, error);
  }
}

/** Takes out a waiter whose source has refused it: the error of the refusal is the one that counts. */
export function undo<T>(source: Waited<T>, waiter: Waiter<T>): void {
  try {
    source.unsubscribe(waiter);
  } catch {
    // It has said already what is wrong.
  }
}

/** Returns what a source calls itself; that of another package may throw instead. */
export function nameOf(source: { describe(): string }): string {
  try {
    return String(source.describe()); // user code may run here
  } catch {
    return "a source";
  }
}
