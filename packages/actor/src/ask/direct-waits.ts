/** What an actor or task waits for directly: for pictures of who waits for whom. */
import type { StacklessTask, Task } from "@mailslot/core";
import { Ask } from "./ask.js";
import { AskingActor } from "./asker.js";
import { handlerOf } from "./cycle.js";

/** One wait for somebody. */
export interface DirectWait {
  /** Whose handler must answer, or who must end: an actor, a handler of it that runs beside others, or a task. */
  readonly on: Task;
  /** The message that must be answered; null for an end. */
  readonly message: string | null;
}

const NONE: readonly DirectWait[] = [];

/**
 * Returns for whom a task waits now: for a reply, or for the end of a task. An actor whose handler waits behind a promise or a time
 * limit waits for what it has asked; of a plain task only what it waits for itself is known.
 */
export function directWaits(task: Task): readonly DirectWait[] {
  const { waitingOn } = task as unknown as StacklessTask;
  if (waitingOn === null) return task instanceof AskingActor ? asked(task.pendingAsks()) : NONE;
  if (task instanceof AskingActor) {
    const waits = asked(task.pendingAsks());
    return waits.length > 0 ? waits : ended(waitingOn);
  }
  return waitingOn instanceof Ask ? asked([waitingOn]) : ended(waitingOn);
}

function asked(asks: Iterable<Ask>): readonly DirectWait[] {
  let waits: DirectWait[] | null = null;
  for (const ask of asks) {
    waits ??= [];
    waits.push({ on: handlerOf(ask) as unknown as Task, message: ask.kind.name });
  }
  return waits ?? NONE;
}

function ended(source: object): readonly DirectWait[] {
  return "outcome" in source && typeof source.outcome === "function"
    ? [{ on: source as unknown as Task, message: null }]
    : NONE;
}
