/**
 * One child of a supervisor, through all its incarnations.
 *
 * Invariants: `monitor` and `running` are both null or both not; `turn` changes whenever what was planned for the child
 * (a timer, a retry) no longer holds.
 */
import { type ExitReason, isOrderly, isRef } from "@mailslot/actor";
import { type NotReady, notReady, QueuedSource } from "@mailslot/core";
import type { Bonds } from "./bonds.js";
import type { Cascade } from "./cascade.js";
import type { ChildSpec, RestartType, Startable, StartResult } from "./child-spec.js";
import { MonitorNode } from "./monitor-node.js";

/** Where a child stands: `"restarting"` while a restart is to be tried again. */
export type ChildStatus = "running" | "restarting" | "stopped";

export class Child {
  readonly id: string;
  readonly start: () => StartResult;
  readonly restart: RestartType;
  readonly shutdown: number | "brutal-kill" | undefined;
  readonly significant: boolean;
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
    const isSupervisor = this.running !== null && !isRef(this.running) && "ref" in this.running;
    return this.shutdown ?? (isSupervisor ? Number.POSITIVE_INFINITY : 5_000);
  }
}

/** The monitor of a supervisor on its child; the child ends with the supervisor, and cannot get rid of this. */
export class ChildMonitor extends MonitorNode {
  readonly child: Child;
  private gone: Gone | null;

  constructor(supervisor: Bonds, target: Bonds, child: Child) {
    super(supervisor, target, true, "parent");
    this.child = child;
    this.gone = null;
  }

  /** Waits for the end, which is no news any more. */
  awaitEnd(): Gone {
    this.tells = false;
    this.flush();
    this.gone ??= new Gone(this.watched);
    return this.gone;
  }

  override targetDied(reason: ExitReason, cascade: Cascade | null): void {
    super.targetDied(reason, cascade);
    if (this.tells) return;
    this.child.reason = reason;
    if (cascade !== null) cascade.seen = true;
    this.gone?.tellAll();
  }
}

/** The end of a child that is being stopped. */
export class Gone extends QueuedSource<void> {
  private readonly bonds: Bonds;

  constructor(bonds: Bonds) {
    super();
    this.bonds = bonds;
  }

  poll(): undefined | NotReady {
    return this.bonds.dead ? undefined : notReady;
  }

  tellAll(): void {
    this.waiters.deliverAll();
  }

  override describe(): string {
    return `the end of ${this.bonds.owner.name}`;
  }
}
