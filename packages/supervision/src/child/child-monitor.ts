/**
 * The monitor of a supervisor on one incarnation of a child. It ends the child with the supervisor, the child cannot get rid
 * of it, and it is itself the down signal, so that the end of a child reaches its supervisor in one step. While the
 * supervisor stops the child, it waits for the end instead.
 */
import type { ExitReason, Signal } from "@mailslot/actor";
import { type NotReady, notReady, QueuedSource } from "@mailslot/core";
import type { Bonds, Watch } from "../link/bonds.js";
import type { Cascade } from "../link/cascade.js";
import type { Child } from "./child.js";

export class ChildMonitor implements Watch, Signal {
  declare readonly type: "down";
  readonly watcher: Bonds;
  readonly watched: Bonds;
  readonly child: Child;
  private readonly clock: { now(): number };
  private readonly startedAt: number;
  /** Why the incarnation has ended. */
  reason: ExitReason;
  /** How many milliseconds the incarnation ran. */
  ran: number;
  private end: ChildEnd | null;
  private awaitedSince: number;

  constructor(supervisor: Bonds, target: Bonds, child: Child, clock: { now(): number }) {
    this.watcher = supervisor;
    this.watched = target;
    this.child = child;
    this.clock = clock;
    this.startedAt = clock.now();
    this.reason = undefined;
    this.ran = 0;
    this.end = null;
    this.awaitedSince = 0;
  }

  get from(): object {
    return this.watched.owner;
  }

  /** Whether the supervisor waits for the end, which it then is not told of. */
  get isAwaited(): boolean {
    return this.end !== null;
  }

  get withdrawn(): boolean {
    return this.isAwaited;
  }

  begin(): void {
    this.watched.supervision = this;
    if (this.watched.dead) this.targetDied("noproc", null);
    else this.watched.addMonitor(this);
  }

  /** Waits for the end, which the supervisor is then not told of. */
  awaitEnd(): ChildEnd {
    if (this.end === null) {
      this.end = new ChildEnd(this.watched);
      this.awaitedSince = this.clock.now();
    }
    return this.end;
  }

  /** Milliseconds since its supervisor began to wait for the end. */
  get awaited(): number {
    return this.clock.now() - this.awaitedSince;
  }

  targetDied(reason: ExitReason, cascade: Cascade | null): void {
    this.reason = reason;
    this.child.reason = reason;
    this.ran = this.clock.now() - this.startedAt;
    if (cascade !== null) cascade.seen = true;
    if (this.end !== null) this.end.tellAll();
    else if (!this.watcher.dead) this.watcher.tell(this);
  }

  watcherDied(reason: ExitReason, cascade: Cascade | null): void {
    this.watched.receiveExit(this.watcher.owner, reason, "parent", cascade);
  }
}
(ChildMonitor.prototype as { type: string }).type = "down";

/** The end of a child that is being stopped. */
export class ChildEnd extends QueuedSource<void> {
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
