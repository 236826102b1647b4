/**
 * One child of a supervisor, through all its incarnations.
 *
 * Invariants: `monitor` and `running` are both null or both not; `running` may have ended while its supervisor has not
 * heard of that, so others are told `present` and `standing`; `turn` changes whenever what was planned for the child no
 * longer holds.
 */
import { type ExitReason, isOrderly } from "@mailslot/actor";
import type { Bonds } from "../link/bonds.js";
import { engineOf } from "../supervisor/engine-registry.js";
import type { ChildMonitor } from "./child-monitor.js";
import type { ChildSpec, RestartType, Startable, StartResult } from "./child-spec.js";

/** Where a child stands: `"restarting"` from an end to the next incarnation, also while restarts fail. */
export type ChildStatus = "running" | "restarting" | "stopped";

/** What a child is. */
export type ChildType = "supervisor" | "actor" | "task";

export class Child {
  readonly id: string;
  readonly start: () => StartResult;
  readonly restart: RestartType;
  readonly shutdown: number | "brutal-kill" | undefined;
  readonly significant: boolean;
  /** What it is, or was when it ran last; an actor before that. */
  type: ChildType;
  running: Startable | null;
  monitor: ChildMonitor | null;
  status: ChildStatus;
  turn: number;
  restarts: number;
  /** Why it ended last, or did not start. */
  reason: ExitReason;
  startedAt: number;
  /** Restarts since it last ran for long. */
  attempts: number;
  timer: unknown;

  constructor(spec: ChildSpec) {
    this.id = spec.id;
    this.start = spec.start;
    this.restart = spec.restart ?? "permanent";
    this.shutdown = spec.shutdown;
    this.significant = spec.significant ?? false;
    this.type = "actor";
    this.running = null;
    this.monitor = null;
    this.status = "stopped";
    this.turn = 0;
    this.restarts = 0;
    this.reason = undefined;
    this.startedAt = 0;
    this.attempts = 0;
    this.timer = null;
  }

  /** Whether it is to run again after an end by itself. */
  isRestartedAfter(reason: ExitReason): boolean {
    return this.restart === "permanent" || (this.restart === "transient" && !isOrderly(reason));
  }

  /** Milliseconds from the signal to the kill. */
  get patience(): number {
    if (this.shutdown === "brutal-kill") return 0;
    return this.shutdown ?? (this.type === "supervisor" ? Number.POSITIVE_INFINITY : 5_000);
  }

  /** Takes in an incarnation that runs. */
  begin(running: Startable, monitor: ChildMonitor, now: number): void {
    this.running = running;
    this.monitor = monitor;
    this.status = "running";
    this.startedAt = now;
    this.type = typeOf(monitor.watched);
    monitor.begin();
  }

  /** Takes note that no incarnation runs. */
  end(): void {
    this.running = null;
    this.monitor = null;
    this.status = "stopped";
  }

  /** The child that runs now; null when none does. */
  get present(): Startable | null {
    return this.monitor?.watched.dead === false ? this.running : null;
  }

  /** Where it stands now. */
  get standing(): ChildStatus {
    const { monitor } = this;
    if (monitor === null || !monitor.watched.dead) return this.status;
    return monitor.tells && !monitor.watcher.dead && this.isRestartedAfter(this.reason) ? "restarting" : "stopped";
  }
}

function typeOf({ ref }: Bonds): ChildType {
  if (ref === null) return "task";
  return engineOf(ref) === undefined ? "actor" : "supervisor";
}
