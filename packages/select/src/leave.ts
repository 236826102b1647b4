/** Taking waiters out of sources of third parties: what `unsubscribe` throws keeps none of them from leaving. */
import type { Source, Waiter } from "@mailslot/core";
import { nameOf, reportThrown } from "@mailslot/core/engine";

/** Takes `waiter` out of `source`; what that throws goes to `onUnhandled` of its scheduler. */
export function leave(source: Source<unknown>, waiter: Waiter<unknown>): void {
  try {
    source.unsubscribe(waiter); // user code may run here
  } catch (error) {
    report("unsubscribe", source, error, waiter);
  }
}

/** Takes `waiter` out of a source that has refused it; the error of the refusal is the one that counts. */
export function undo(source: Source<unknown>, waiter: Waiter<unknown>): void {
  try {
    source.unsubscribe(waiter); // user code may run here
  } catch {
    // It has said already what is wrong.
  }
}

/** Reports what a method of a source threw where no wait can be failed with it, to the scheduler of the task behind `waiter`. */
export function report(method: string, source: Source<unknown>, error: unknown, waiter: Waiter<unknown>): void {
  reportThrown(`${method} of ${nameOf(source)}`, error, waiter);
}
