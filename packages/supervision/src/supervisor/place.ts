/** Where an actor or task stands in a tree of supervisors. */
import type { AnyRef } from "@mailslot/actor";
import { bondsIfAny } from "../link/bonds.js";
import { type Linkable, linkable } from "../linkable.js";
import { supervisorAt } from "./registry.js";

/**
 * Returns whether an actor is a supervisor.
 *
 * @example
 * ```ts
 * import { defineActor, spawn } from "@mailslot/actor";
 * import { isSupervisor, supervisor } from "@mailslot/supervision";
 *
 * await using root = await supervisor();
 * console.log(isSupervisor(root.ref)); // true
 * console.log(isSupervisor(spawn(defineActor("worker", { receive: {} })))); // false
 * ```
 */
export function isSupervisor(ref: AnyRef): boolean {
  return supervisorAt(ref) !== undefined;
}

/**
 * Returns the supervisor of an actor or task, by its ref; null when it is nobody's child. A child that has ended still says whose it was.
 *
 * @example
 * ```ts
 * import { defineActor, spawn } from "@mailslot/actor";
 * import { supervisor, supervisorOf } from "@mailslot/supervision";
 *
 * const Worker = defineActor("worker", {
 *   state: () => ({ done: 0 }),
 *   receive: { work: (ctx) => ++ctx.state.done },
 * });
 * await using root = await supervisor({ children: [{ id: "worker", start: () => spawn(Worker) }] });
 * console.log(supervisorOf(root.child("worker")) === root.ref); // true
 * console.log(supervisorOf(root)); // null
 * ```
 */
export function supervisorOf(child: Linkable): AnyRef | null {
  return bondsIfAny(linkable(child))?.supervision?.watcher.ref ?? null;
}
