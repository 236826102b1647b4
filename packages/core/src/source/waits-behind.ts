/** The task behind a waiter, through the limits and mapped sources in between. */

import { checkKind } from "../misuse.js";
import { hereScheduler } from "../scheduler/go.js";
import type { Task } from "../task/handle.js";
import { TaskCore } from "../task/task.js";
import { PromiseWaiter } from "./promise-waiter.js";
import { Relay } from "./relay.js";
import type { Waiter } from "./waiter.js";

/**
 * Returns the task that cannot go on before `waiter` is served (unless a limit ends the wait), or `"promise"` for a promise,
 * or null when another source may serve the waiter, as in a select.
 *
 * @example
 * ```ts
 * import { go, type NotReady, notReady, QueuedSource, timeout, type Waiter, waitsBehind } from "@mailslot/core";
 *
 * class Answer extends QueuedSource<void> {
 *   poll(): NotReady {
 *     return notReady;
 *   }
 *   override subscribe(waiter: Waiter<void>): void {
 *     const task = waitsBehind(waiter); // through the time limit
 *     if (task !== null && task !== "promise") console.log(task.name); // asker
 *     super.subscribe(waiter);
 *   }
 * }
 * await go(() => timeout(new Answer(), 50), { name: "asker" }).outcome();
 * ```
 */
export function waitsBehind(waiter: Waiter): Task | "promise" | null {
  if (DEBUG) checkKind("the waiter given to waitsBehind()", waiter, "claim", "a waiter");
  let who: Waiter = waiter;
  while (who instanceof Relay) who = who.outer as Waiter;
  if (who instanceof TaskCore) return who as Task;
  return who instanceof PromiseWaiter ? "promise" : null;
}

/** A waiter that stands for another, or a task. */
interface Standing {
  readonly outer?: Standing | null;
  readonly ambient?: { readonly scheduler: { reportThrown(what: string, error: unknown): void } };
}

/** Reports `error`, which `what` threw, to the scheduler of the task behind `waiter`, or to the one at hand when there is none. */
export function reportThrown(what: string, error: unknown, waiter: Waiter): void {
  let who: Standing | null | undefined = waiter as Standing;
  while (who && who.ambient === undefined) who = who.outer;
  (who?.ambient?.scheduler ?? hereScheduler()).reportThrown(what, error);
}
