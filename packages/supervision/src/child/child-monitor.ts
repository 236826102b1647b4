/** The monitor of a supervisor on its child, which ends with the supervisor and cannot get rid of it; and the wait for its end. */
import type { ExitReason } from "@mailslot/actor";
import { type NotReady, notReady, QueuedSource } from "@mailslot/core";
import type { Bonds } from "../link/bonds.js";
import type { Cascade } from "../link/cascade.js";
import { MonitorNode } from "../link/monitor-node.js";
import type { Child } from "./child.js";

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
    this.flushed = true;
    this.gone ??= new Gone(this.watched);
    return this.gone;
  }

  protected override notify(reason: ExitReason, cascade: Cascade | null): void {
    this.child.reason = reason;
    super.notify(reason, cascade);
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
