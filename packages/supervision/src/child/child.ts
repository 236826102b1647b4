/**
 * One child of a supervisor, through all its incarnations, and the monitor on the one that runs.
 *
 * Invariants: `monitor` and `running` are both null or both not; `running` may still be starting, or have ended while its
 * supervisor has not heard of that, so others see `present` and `standing`; a child has a `plan` only while `"restarting"`.
 */
import { type Definition, definitionOf, type ExitReason, type Signal } from "@mailslot/actor";
import { type NotReady, notReady, QueuedSource } from "@mailslot/core";
import type { Bonds, Watch } from "../link/bonds.js";
import type { Cascade } from "../link/cascade.js";
import { afterEnd } from "../restart/after-end.js";
import type { ChildStatus, ChildType, Listed } from "../supervisor/child-info.js";
import { supervisorAt } from "../supervisor/registry.js";
import type { ChildAddress } from "./address.js";
import type { ChildShutdown, ReadSpec, RestartType, Startable, StartResult } from "./child-spec.js";

/** What is planned for a child. */
export interface Planned {
  /** The child has left the plan. */
  noteLeft(): void;
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
  readonly shutdown: ChildShutdown | undefined;
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
  /** What it was defined as when it ran last, if it is an actor. */
  definition: Definition | null;
  /** What its incarnation has handed over to the next; null when it has not. */
  handed: { readonly value: unknown } | null;
  /** What the incarnation that is starting was given by the last. */
  private given: Child["handed"];
  /** The ref of it that outlasts restarts, once that was asked for. */
  address: ChildAddress | null;
  private state: ChildStatus;

  constructor(spec: ReadSpec, siblings: Siblings) {
    this.id = spec.id;
    this.start = spec.start;
    this.restart = spec.restart;
    this.shutdown = spec.shutdown;
    this.significant = spec.significant;
    this.siblings = siblings;
    this.type = "actor";
    this.running = null;
    this.monitor = null;
    this.plan = null;
    this.restarts = 0;
    this.reason = undefined;
    this.attempts = 0;
    this.definition = null;
    this.handed = null;
    this.given = null;
    this.address = null;
    this.state = "stopped";
  }

  get status(): ChildStatus {
    return this.state;
  }

  set status(next: ChildStatus) {
    if (this.significant) this.siblings.significant += Number(next !== "stopped") - Number(this.state !== "stopped");
    this.state = next;
  }

  /** Whether it handles what it has been sent before it ends. */
  get drains(): boolean {
    return typeof this.shutdown === "object";
  }

  /** Milliseconds from the signal to the kill. */
  get patience(): number {
    const { shutdown } = this;
    if (shutdown === "brutal-kill") return 0;
    if (typeof shutdown === "object") return shutdown.drain;
    return shutdown ?? (this.type === "supervisor" ? Number.POSITIVE_INFINITY : 5_000);
  }

  /** Takes in an incarnation that runs, whose `started` may have still to run. */
  begin(running: Startable, monitor: ChildMonitor): void {
    this.running = running;
    this.monitor = monitor;
    this.given = this.handed;
    this.handed = null;
    this.type = typeOf(monitor.watched);
    const { ref } = monitor.watched;
    if (ref !== null) this.definition = definitionOf(ref);
    monitor.begin();
  }

  /** Keeps what the last incarnation has handed over, since the one that was given it has not started. */
  keepHanded(): void {
    this.handed ??= this.given;
    this.given = null;
  }

  /** Notes that the incarnation has started. */
  hasStarted(): void {
    this.given = null;
    this.leavePlan();
    this.status = "running";
    this.address?.isBack();
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
    plan?.noteLeft();
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

/**
 * The monitor of a supervisor on one incarnation. It ends the child with the supervisor, the child cannot get rid of it, and
 * it is itself the down signal, so that the end of a child reaches its supervisor in one step. While the supervisor stops
 * the child, it waits for the end instead.
 */
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
