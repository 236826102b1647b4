/** What a handler or hook has returned: a reply, or something to wait for. */
import { Source, type Steps } from "@mailslot/core";
import { drive, isSteps } from "@mailslot/core/engine";

/** What a handler or hook that has not ended waits with. */
export type Waiting = Steps<unknown> | Promise<unknown>;

/**
 * Returns what a handler waits with that returned `result`; null when that is its reply. Operations are waited for, such as
 * an ask or a sleep; things that are more than that, such as a ref or a task, are replies. Throws what `result` throws.
 */
export function waitingWith(result: object): Waiting | null {
  if (isSteps(result)) return result;
  if (result instanceof Source) return isHandle(result) ? null : drive(result);
  const { then } = result as Partial<PromiseLike<unknown>>; // user code may run here
  if (typeof then !== "function") return null;
  if (result instanceof Promise && then === Promise.prototype.then) return result;
  // A promise of the platform settles once, and later, whatever its thenable does.
  return new Promise((resolve) => resolve(result));
}

/** A source that has a life of its own, or gives many values, is more than an operation: it is left to the caller who got it. */
function isHandle(source: Source<unknown>): boolean {
  return "outcome" in source || Symbol.asyncIterator in source;
}
