/** Who waits: seen from a source, through the limits and mapped sources in between. */

import type { Task } from "../task/handle.js";
import { TaskCore } from "../task/task.js";
import { PromiseWaiter } from "./promise-waiter.js";
import { Relay } from "./relay.js";
import type { Waiter } from "./waiter.js";

/**
 * Returns the task that cannot go on before `waiter` is served, but for a limit that ends the wait; `"promise"` when that
 * is a promise; null when whoever waits may be served by another source, as a select.
 */
export function waitsBehind(waiter: Waiter): Task | "promise" | null {
  let who: Waiter = waiter;
  while (who instanceof Relay) who = who.outer as Waiter;
  if (who instanceof TaskCore) return who as Task;
  return who instanceof PromiseWaiter ? "promise" : null;
}
