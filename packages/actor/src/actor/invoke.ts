/** Calling a handler, and telling what it has returned. */
import { Source, type Steps } from "@mailslot/core";
import { drive, isSteps } from "@mailslot/core/engine";
import type { AnyHandler } from "../definition/message-kind.js";
import type { HandoffSlot } from "../mailbox/handoff.js";
import { MANY, type Message } from "../mailbox/message.js";

export function invoke(handler: AnyHandler, context: object, { count, a, b }: Message): unknown {
  const call = handler as (context: object, ...args: unknown[]) => unknown;
  if (count === 1) return call(context, a);
  if (count === 0) return call(context);
  return count === MANY ? call(context, ...(a as unknown[])) : call(context, a, b);
}

/** As `invoke`. A function of its own, so that the engine's profile of its calls is too: 5 % of a tell. */
export function invokeHandoff(handler: AnyHandler, context: object, { count, a, b }: HandoffSlot): unknown {
  const call = handler as (context: object, ...args: unknown[]) => unknown;
  if (count === 1) return call(context, a);
  return count === 0 ? call(context) : call(context, a, b);
}

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
