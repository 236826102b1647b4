/**
 * What a supervisor does: starts its children in order, hears of their ends, stops them in reverse, and does with them what
 * it is asked. It is the state of an actor, whose messages, signals and end come here. Rules and names are OTP's.
 *
 * Invariants: `children` are in the order of starting.
 */
import { type ExitReason, type Ref, type Signal, stop } from "@mailslot/actor";
import { currentScheduler, type Scheduler, type Steps } from "@mailslot/core";
import { Child } from "../child/child.js";
import { ChildMonitor } from "../child/child-monitor.js";
import { type AutoShutdown, type ChildSpec, checkSpec, type Startable } from "../child/child-spec.js";
import { startChild } from "../child/start.js";
import { stopChild, stopTogether } from "../child/stop.js";
import { SupervisionError } from "../errors.js";
import { type Bonds, bondsOf } from "../link/bonds.js";
import { isDown } from "../link/signals.js";
import { show } from "../linkable.js";
import { Restarts } from "../restart/restarts.js";
import type { EngineOptions } from "./options.js";
import { report } from "./reports.js";
import type { Request } from "./request.js";

/** The actor of a supervisor, and what it tells itself. */
export type SupervisorRef = Ref<{
  perform(context: never, request: Request<unknown>): unknown;
  attempt(context: never, child: Child, turn: number): unknown;
  start(context: never, child: Child, turn: number): unknown;
}>;

export class Engine {
  readonly label: string | undefined;
  readonly autoShutdown: AutoShutdown;
  readonly children: Map<string, Child>;
  readonly restarts: Restarts;
  /** Whether children are stopped all at the same time, as those of a dynamic supervisor are. */
  readonly together: boolean;
  /** What it was asked and has not answered. */
  readonly requests: Set<Request<unknown>>;
  declare ref: SupervisorRef;
  declare bonds: Bonds;
  /** Who waits for its start. */
  declare start: { succeed(): void };
  private readonly scheduler: Scheduler;

  constructor(options: EngineOptions) {
    this.label = options.name;
    this.autoShutdown = options.autoShutdown ?? "never";
    this.children = new Map();
    for (const spec of options.children ?? []) this.children.set(spec.id, new Child(spec));
    this.together = options.together ?? false;
    this.requests = new Set();
    this.scheduler = options.scheduler ?? currentScheduler();
    this.restarts = new Restarts(this, this.scheduler, options);
  }

  get name(): string {
    return this.label === undefined ? this.ref.name : `${this.ref.name} (${this.label})`;
  }

  now(): number {
    return this.scheduler.loop.now();
  }

  reportUnless(seen: () => boolean, error: unknown): void {
    this.scheduler.loop.afterPoll(() => {
      if (!seen()) this.scheduler.onUnhandled(error, this.bonds.task); // user code runs here
    });
  }

  // Beginning and end.

  *begin(): Steps<void> {
    for (const child of this.children.values()) {
      try {
        const steps = startChild(this, child);
        if (steps !== null) yield* steps;
      } catch (cause) {
        throw this.notStarted(child, cause);
      }
    }
    this.start.succeed();
  }

  *end(): Steps<void> {
    const children = [...this.children.values()].reverse();
    if (this.together) yield* stopTogether(this, children);
    else for (const child of children) yield* stopChild(this, child);
  }

  /** Nobody answers any more. */
  ended(reason: ExitReason): void {
    for (const child of this.children.values()) this.restarts.cancel(child);
    const error = this.gone(reason);
    for (const request of this.requests) request.fail(error);
  }

  gone(reason: ExitReason): SupervisionError {
    return new SupervisionError("ERR_MAILSLOT_NO_SUPERVISOR", `${this.name} has ended: start another`, {
      cause: reason,
    });
  }

  private notStarted(child: Child, cause: unknown): SupervisionError {
    child.reason = cause;
    const text = cause instanceof Error ? cause.message : show(cause);
    return new SupervisionError(
      "ERR_MAILSLOT_CHILD_START",
      `child ${show(child.id)} of ${this.name} did not start: ${text}`,
      { cause },
    );
  }

  // A child has ended.

  /** Takes the signals: those of children count, exit signals of others do not concern a supervisor. */
  heard(signal: Signal): Steps<void> | undefined {
    if (!isDown(signal) || !(signal.monitor instanceof ChildMonitor)) return undefined;
    const { monitor, reason } = signal;
    const { child } = monitor;
    return child.monitor === monitor ? this.childEnded(child, reason) : undefined;
  }

  private childEnded(child: Child, reason: ExitReason): Steps<void> | undefined {
    child.end();
    child.reason = reason;
    report(this, "ended", child, reason);
    if (child.isRestartedAfter(reason)) return this.restarts.attempt(child);
    if (this.isForgotten(child)) this.children.delete(child.id);
    return this.shutDownIfSignificant(child);
  }

  /** Whether nothing of a child is kept that does not run. */
  private isForgotten(child: Child): boolean {
    return this.together || child.restart === "temporary";
  }

  private shutDownIfSignificant(child: Child): undefined {
    if (!child.significant || this.autoShutdown === "never") return;
    if (this.autoShutdown === "all-significant") {
      for (const other of this.children.values()) if (other.significant && other.status !== "stopped") return;
    }
    stop(this.ref, "shutdown");
  }

  // What it can be asked.

  named(id: string): Child {
    const child = this.children.get(id);
    if (child !== undefined) return child;
    const known = [...this.children.keys()].slice(0, 10).join(", ") || "none";
    throw new SupervisionError("ERR_MAILSLOT_UNKNOWN_CHILD", `${this.name} has no child ${show(id)}: it has ${known}`);
  }

  add(spec: ChildSpec): Startable | null | Steps<Startable | null> {
    checkSpec(spec, this.autoShutdown);
    const present = this.children.get(spec.id);
    if (present !== undefined) {
      throw new SupervisionError(
        "ERR_MAILSLOT_DUPLICATE_CHILD",
        `${this.name} has a child ${show(spec.id)} already, which is ${present.status}: restart or delete that, or choose another id`,
      );
    }
    const child = new Child(spec);
    this.children.set(spec.id, child);
    return this.startAsked(child, true);
  }

  startStopped(id: string): Startable | null | Steps<Startable | null> {
    const child = this.named(id);
    if (child.status !== "stopped") throw this.notStopped(child, "restarted");
    return this.startAsked(child, false);
  }

  private startAsked(child: Child, isNew: boolean): Startable | null | Steps<Startable | null> {
    try {
      const steps = startChild(this, child);
      return steps === null ? this.afterStart(child) : this.finishAsked(child, isNew, steps);
    } catch (error) {
      if (isNew) this.children.delete(child.id);
      throw this.notStarted(child, error);
    }
  }

  private *finishAsked(child: Child, isNew: boolean, steps: Steps<void>): Steps<Startable | null> {
    try {
      yield* steps;
    } catch (error) {
      if (isNew) this.children.delete(child.id);
      throw this.notStarted(child, error);
    }
    return this.afterStart(child);
  }

  private afterStart(child: Child): Startable | null {
    if (child.running === null && this.isForgotten(child)) this.children.delete(child.id);
    return child.running;
  }

  *terminate(child: Child): Steps<void> {
    yield* stopChild(this, child);
    if (child.restart === "temporary") this.children.delete(child.id);
  }

  remove(id: string): void {
    const child = this.named(id);
    if (child.status !== "stopped") throw this.notStopped(child, "deleted");
    this.children.delete(id);
  }

  private notStopped(child: Child, what: string): SupervisionError {
    return new SupervisionError(
      "ERR_MAILSLOT_CHILD_RUNNING",
      `child ${show(child.id)} of ${this.name} is ${child.status} and cannot be ${what}: terminate it first`,
    );
  }

  /** Returns the child that `running` is an incarnation of. */
  childOf(running: Startable): Child {
    const { monitors } = bondsOf(running);
    const own = monitors instanceof Set ? [...monitors] : [monitors];
    for (const monitor of own) {
      if (monitor instanceof ChildMonitor && monitor.watcher === this.bonds) return monitor.child;
    }
    throw new SupervisionError(
      "ERR_MAILSLOT_UNKNOWN_CHILD",
      `${bondsOf(running).owner.name} is no child of ${this.name}: it may have been restarted; whichChildren() lists them`,
    );
  }
}
