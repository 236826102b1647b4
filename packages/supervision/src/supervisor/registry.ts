/** The register of supervisors: which actors are supervisors, and what pictures show of them. */
import type { AnyRef } from "@mailslot/actor";
import type { Task } from "@mailslot/core";
import type { Listed } from "./child-info.js";
import type { Strategy } from "./options.js";

/** A supervisor, as pictures and other supervisors see it. */
export interface Supervising {
  readonly ref: AnyRef;
  readonly name: string;
  readonly strategy: Strategy;
  /** Lists the children in the order of starting. */
  listed(): Iterable<Listed> & { readonly size: number };
  /** Until it has started, the task in which it was made, which may wait for that; then null. */
  readonly waitedForBy: Task | null;
}

const supervisors = new WeakMap<AnyRef, Supervising>();

/** Makes a supervisor known. */
export function registerSupervisor(supervisor: Supervising): void {
  supervisors.set(supervisor.ref, supervisor);
}

/** Returns the supervisor that an actor is; undefined for any other actor. */
export function supervisorAt(ref: AnyRef): Supervising | undefined {
  return supervisors.get(ref);
}
