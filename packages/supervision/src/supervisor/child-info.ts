/** What a supervisor says of its children: the list and the counts. */
import type { ExitReason } from "@mailslot/actor";
import type { RestartType, Startable } from "../child/child-spec.js";

/** Where a child stands: `"restarting"` from an end to the next incarnation, also while restarts fail. */
export type ChildStatus = "running" | "restarting" | "stopped";

/** Whether a child is a supervisor, another actor, or a plain task. */
export type ChildType = "supervisor" | "actor" | "task";

/** One child, as `whichChildren` lists it. */
export interface ChildInfo {
  /** Its id; of a dynamic supervisor, a number in the order of starting. */
  readonly id: string;
  /** The child that runs now; null when none does. */
  readonly child: Startable | null;
  /** What it is, or was when it ran last. */
  readonly type: "worker" | "supervisor";
  /** Whether it runs, is to run again, or is stopped. */
  readonly status: ChildStatus;
  /** When it is started again after an end. */
  readonly restart: RestartType;
  /** How often a restart was attempted. */
  readonly restarts: number;
  /** Why it ended last, or did not start; undefined before. */
  readonly reason: ExitReason;
}

/** How many children a supervisor has. */
export interface ChildCounts {
  /** All of them, running or not. */
  readonly specs: number;
  /** Those that run now. */
  readonly active: number;
  /** Those that are supervisors, or were when they ran last. */
  readonly supervisors: number;
  /** All others. */
  readonly workers: number;
}

/** A child, as lists and pictures see it. */
export interface Listed {
  readonly id: string;
  readonly type: ChildType;
  readonly present: Startable | null;
  readonly standing: ChildStatus;
  readonly restart: RestartType;
  readonly restarts: number;
  readonly reason: ExitReason;
}

export function whichChildren(children: Iterable<Listed>): ChildInfo[] {
  return Array.from(children, ({ id, present, type, standing, restart, restarts, reason }) => ({
    id,
    child: present,
    type: type === "supervisor" ? "supervisor" : "worker",
    status: standing,
    restart,
    restarts,
    reason,
  }));
}

export function countChildren(children: Iterable<Listed>): ChildCounts {
  let specs = 0;
  let active = 0;
  let supervisors = 0;
  for (const { type, present } of children) {
    specs++;
    if (present !== null) active++;
    if (type === "supervisor") supervisors++;
  }
  return { specs, active, supervisors, workers: specs - supervisors };
}
