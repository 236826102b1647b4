/** What a supervisor says of its children: the list and the counts. */
import type { ExitReason } from "@mailslot/actor";
import type { ChildStatus } from "../child/child.js";
import type { RestartType, Startable } from "../child/child-spec.js";
import type { Engine } from "./engine.js";

/** One child. */
export interface ChildInfo {
  readonly id: string;
  /** The child that runs now; null when none does. */
  readonly child: Startable | null;
  /** What it is, or was when it ran last. */
  readonly type: "worker" | "supervisor";
  readonly status: ChildStatus;
  readonly restart: RestartType;
  /** How often it was restarted, or that was tried. */
  readonly restarts: number;
  /** Why it ended last, or did not start; undefined before. */
  readonly reason: ExitReason;
}

/** How many children there are: all specs, those that run, and of all, supervisors and workers. */
export interface ChildCounts {
  readonly specs: number;
  readonly active: number;
  readonly supervisors: number;
  readonly workers: number;
}

export function whichChildren(engine: Engine): ChildInfo[] {
  return Array.from(engine.children.values(), ({ id, present, type, standing, restart, restarts, reason }) => ({
    id,
    child: present,
    type: type === "supervisor" ? "supervisor" : "worker",
    status: standing,
    restart,
    restarts,
    reason,
  }));
}

export function countChildren(engine: Engine): ChildCounts {
  const all = whichChildren(engine);
  const supervisors = all.filter(({ type }) => type === "supervisor").length;
  const active = all.filter(({ child }) => child !== null).length;
  return { specs: all.length, active, supervisors, workers: all.length - supervisors };
}
