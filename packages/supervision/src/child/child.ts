/**
 * One child of a supervisor, through all its incarnations.
 *
 * Invariants: `monitor` and `running` are both null or both not; `running` may still be starting, or have ended while its
 * supervisor has not heard of that, so others see `present` and `standing`; a child has a `plan` only while `"restarting"`.
 */
import type { ExitReason } from "@mailslot/actor";
import type { Bonds } from "../link/bonds.js";
import { afterEnd } from "../restart/after-end.js";
import type { ChildStatus, ChildType, Listed } from "../supervisor/child-info.js";
import { supervisorAt } from "../supervisor/registry.js";
import type { ChildMonitor } from "./child-monitor.js";
import type { ChildSpec, RestartType, Startable, StartResult } from "./child-spec.js";

/** What is planned for a child. */
export interface Planned {
  /** The child has left the plan. */
  left(): void;
}

/** What the children of one supervisor share. */
export interface Siblings {
  /** How many significant children are not stopped. */
  significant: number;
}

export class Child implements Listed {
  readonly id: string;
  readonly start: () => StartResult;
  readonly restart: RestartType;
  readonly shutdown: number | "brutal-kill" | undefined;
  readonly significant: boolean;
  private readonly siblings: Siblings;
  /** What it is, or was when it ran last; an actor before that. */
  type: ChildType;
  running: Startable | null;
  monitor: ChildMonitor | null;
  plan: Planned | null;
  restarts: number;
  /** Why it ended last, or did not start. */
  reason: ExitReason;
  /** Restarts since it last ran for long. */
  attempts: number;
  private state: ChildStatus;

  constructor(spec: ChildSpec, siblings: Siblings) {
    this.id = spec.id;
    this.start = spec.start;
    this.restart = spec.restart ?? "permanent";
    this.shutdown = spec.shutdown;
    this.significant = spec.significant ?? false;
    this.siblings = siblings;
    this.type = "actor";
    this.running = null;
    this.monitor = null;
    this.plan = null;
    this.restarts = 0;
    this.reason = undefined;
    this.attempts = 0;
    this.state = "stopped";
  }

  get status(): ChildStatus {
    return this.state;
  }

  set status(next: ChildStatus) {
    if (this.significant) this.siblings.significant += Number(next !== "stopped") - Number(this.state !== "stopped");
    this.state = next;
  }

  /** Milliseconds from the signal to the kill. */
  get patience(): number {
    if (this.shutdown === "brutal-kill") return 0;
    return this.shutdown ?? (this.type === "supervisor" ? Number.POSITIVE_INFINITY : 5_000);
  }

  /** Takes in an incarnation that runs, whose `started` may have still to run. */
  begin(running: Startable, monitor: ChildMonitor): void {
    this.running = running;
    this.monitor = monitor;
    this.type = typeOf(monitor.watched);
    monitor.begin();
  }

  /** Notes that the incarnation has started. */
  hasStarted(): void {
    this.leavePlan();
    this.status = "running";
  }

  /** Notes that no incarnation runs, and that nothing is planned. */
  end(): void {
    this.leavePlan();
    this.running = null;
    this.monitor = null;
    this.status = "stopped";
  }

  /** Notes that it is to run again. */
  planned(plan: Planned): void {
    this.leavePlan();
    this.plan = plan;
    this.status = "restarting";
  }

  private leavePlan(): void {
    const { plan } = this;
    this.plan = null;
    plan?.left();
  }

  /** The child that runs now; null when none does. */
  get present(): Startable | null {
    return this.state === "running" && this.monitor?.watched.dead === false ? this.running : null;
  }

  /** Where it stands now. */
  get standing(): ChildStatus {
    const { monitor } = this;
    if (monitor === null || !monitor.watched.dead) return this.status;
    if (monitor.isAwaited || monitor.watcher.dead) return "stopped";
    return afterEnd(this.restart, monitor.reason, false, "never") === "restart" ? "restarting" : "stopped";
  }
}

function typeOf({ ref }: Bonds): ChildType {
  if (ref === null) return "task";
  return supervisorAt(ref) === undefined ? "actor" : "supervisor";
}
