/** Taking waiters out of sources of third parties: what `unsubscribe` throws keeps none of them from leaving. */
import { currentScheduler, type Source, UnhandledTaskError, type Waiter } from "@mailslot/core";

/** Takes `waiter` out of `source`; what that throws goes to the scheduler's `onUnhandled`. */
export function leave(source: Source<unknown>, waiter: Waiter<unknown>): void {
  try {
    source.unsubscribe(waiter); // user code may run here
  } catch (error) {
    report("unsubscribe", source, error);
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

/** Reports what a method of a source threw where no wait can be failed with it. */
export function report(method: string, source: Source<unknown>, error: unknown): void {
  const text = `${method} of ${nameOf(source)} threw: ${messageOf(error)}. Catch it there`;
  currentScheduler().onUnhandled(new UnhandledTaskError(text, error), null);
}

function nameOf(source: Source<unknown>): string {
  try {
    return source.describe(); // user code may run here
  } catch {
    return "a source";
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : "no error";
}
