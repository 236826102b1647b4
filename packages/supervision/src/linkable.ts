/** Anything that can be linked or monitored: actors, by their refs, plain tasks, and supervisors. */
import { type AnyRef, currentActor, isRef } from "@mailslot/actor";
import { currentTask, type Task } from "@mailslot/core";
import { isReadable, show } from "@mailslot/core/engine";
import { SupervisionError } from "./errors.js";

/** Something that is an actor, by its ref: a supervisor. */
export interface HasRef {
  /** The actor that it is. */
  readonly ref: AnyRef;
}

/** Anything that can be linked or monitored: a ref, a task, or a supervisor. */
export type Linkable = AnyRef | Task | HasRef;

/** Returns the ref or the task behind `given`. */
export function linkable(given: Linkable): AnyRef | Task {
  if (isReadable(given)) {
    if (isRef(given) || isTask(given)) return given;
    const { ref } = given as HasRef;
    if (isRef(ref)) return ref;
  }
  throw new SupervisionError(
    "ERR_MAILSLOT_NOT_LINKABLE",
    `${show(given)} cannot be linked or monitored: give a ref, a task or a supervisor`,
  );
}

export function isTask(given: unknown): given is Task {
  const { outcome, cancel } = Object(given) as Partial<Task>;
  return typeof outcome === "function" && typeof cancel === "function" && !isRef(given);
}

/** Returns the actor or task that runs now; `what` needs one. */
export function here(what: string): AnyRef | Task {
  const self = currentActor() ?? currentTask();
  if (self !== null) return self;
  throw new SupervisionError(
    "ERR_MAILSLOT_OUTSIDE_TASK",
    `${what} outside every actor and task: call it in one, or, after an await, give the ref or task that it is for as the last argument`,
  );
}

/** Returns what dumps call the actor or task. */
export function nameOf(given: Linkable): string {
  return linkable(given).name;
}
