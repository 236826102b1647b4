/**
 * What a supervisor does: starts its children in order, restarts those that end, stops them in reverse. It is the state of
 * an actor, whose messages, signals and end come here. Rules and their names are those of OTP's supervisor.
 *
 * Invariants: `children` are in the order of starting; a child is restarted only by `attempt`, which counts it.
 */
import { type ExitReason, isOrderly, type Ref, type Signal, stop } from "@mailslot/actor";
import { currentScheduler, type Scheduler, type Steps } from "@mailslot/core";
import { BackoffDelays } from "./backoff.js";
import { type Bonds, bondsOf } from "./bonds.js";
import { Child, ChildMonitor } from "./child.js";
import { type AutoShutdown, type ChildSpec, checkSpec, type Startable } from "./child-spec.js";
import { SupervisionError } from "./errors.js";
import { Intensity } from "./intensity.js";
import { show } from "./linkable.js";
import type { EngineOptions, Strategy } from "./options.js";
import { report } from "./reports.js";
import type { Request } from "./request.js";
import { isDown } from "./signals.js";
import { startChild } from "./start-child.js";
import { stopChild, stopTogether } from "./stop-child.js";

/** The actor of a supervisor, and what it tells itself. */
export type SupervisorRef = Ref<{
  perform(context: never, request: Request<unknown>): unknown;
  retry(context: never, child: Child, turn: number): unknown;
  resume(context: never, child: Child, turn: number): unknown;
}>;

export class Engine {
  readonly label: string | undefined;
  readonly strategy: Strategy;
  readonly autoShutdown: AutoShutdown;
  readonly children: Map<string, Child>;
  readonly intensity: Intensity;
  /** Whether children are stopped all at the same time, as those of a dynamic supervisor are. */
  readonly together: boolean;
  /** What it was asked and has not answered. */
  readonly requests: Set<Request<unknown>>;
  declare ref: SupervisorRef;
  declare bonds: Bonds;
  /** Who waits for its start. */
  declare start: { succeed(): void };
  private readonly backoff: BackoffDelays | null;
  private readonly scheduler: Scheduler;

  constructor(options: EngineOptions) {
    this.label = options.name;
    this.strategy = options.strategy ?? "one-for-one";
    this.autoShutdown = options.autoShutdown ?? "never";
    this.children = new Map();
    for (const spec of options.children ?? []) this.children.set(spec.id, new Child(spec));
    this.intensity = new Intensity(options.intensity);
    this.together = options.together ?? false;
    this.requests = new Set();
    this.backoff = options.backoff === undefined ? null : new BackoffDelays(options.backoff);
    this.scheduler = options.scheduler ?? currentScheduler();
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
    for (const child of this.children.values()) this.cancelPlans(child);
    const error = this.gone(reason);
    for (const request of this.requests) request.fail(error);
  }

  gone(reason: ExitReason): SupervisionError {
    return new SupervisionError("ERR_MAILSLOT_NO_SUPERVISOR", `supervisor ${this.name} has ended: start another`, {
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
    child.monitor = null;
    child.running = null;
    child.status = "stopped";
    child.reason = reason;
    report(this, "ended", child, reason);
    if (child.restart === "permanent" || (child.restart === "transient" && !isOrderly(reason)))
      return this.attempt(child);
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

  /** Counts a restart, and does it, unless there were too many. */
  attempt(child: Child): Steps<void> | undefined {
    child.status = "restarting";
    child.turn++;
    if (!this.intensity.add(this.now())) return this.giveUp(child);
    child.restarts++;
    return this.strategy === "one-for-one" ? this.resume(child, this.delayOf(child)) : this.restartGroup(child);
  }

  private *restartGroup(child: Child): Steps<void> {
    const group = this.groupOf(child);
    for (const other of [...group].reverse()) {
      if (other === child) continue;
      yield* stopChild(this, other);
      if (other.restart === "temporary") this.children.delete(other.id);
    }
    const steps = this.resume(child, this.delayOf(child));
    if (steps !== undefined) yield* steps;
  }

  /** Restarts now, or plans to. */
  private resume(child: Child, delay: number): Steps<void> | undefined {
    return delay === 0 ? this.startAgain(child) : this.resumeLater(child, delay);
  }

  private resumeLater(child: Child, delay: number): undefined {
    const { turn } = child;
    child.timer = this.scheduler.loop.startTimer(delay, () => {
      child.timer = null;
      this.scheduler.io(() => this.ref.tell.resume(child, turn));
    });
  }

  private delayOf(child: Child): number {
    if (this.backoff === null) return 0;
    if (this.now() - child.startedAt >= this.backoff.resetAfter) child.attempts = 0;
    return this.backoff.delay(++child.attempts);
  }

  /** Starts the child, and with it those that its strategy stopped. */
  startAgain(child: Child): Steps<void> | undefined {
    return this.strategy === "one-for-one" ? this.startOne(child) : this.startGroup(child);
  }

  private restarted(child: Child): undefined {
    report(this, "restarted", child, child.reason);
  }

  private *finishStart(child: Child, steps: Steps<void>): Steps<void> {
    try {
      yield* steps;
      this.restarted(child);
    } catch (error) {
      this.failedAgain(child, error);
    }
  }

  private *startGroup(child: Child): Steps<void> {
    for (const other of this.groupOf(child)) {
      if (other.running !== null) continue;
      other.status = "restarting";
      const steps = this.startOne(other);
      if (steps !== undefined) yield* steps;
      if (this.isPlanned(other)) return;
    }
  }

  private startOne(child: Child): Steps<void> | undefined {
    try {
      const steps = startChild(this, child);
      return steps === null ? this.restarted(child) : this.finishStart(child, steps);
    } catch (error) {
      return this.failedAgain(child, error);
    }
  }

  private isPlanned(child: Child): boolean {
    return child.status === "restarting";
  }

  /** A restart that failed counts, and is tried again when the host has polled: meanwhile the supervisor answers. */
  private failedAgain(child: Child, error: unknown): undefined {
    child.status = "restarting";
    child.reason = error;
    report(this, "did not start", child, error);
    const turn = ++child.turn;
    this.scheduler.loop.afterPoll(() => {
      if (child.turn === turn) this.ref.tell.retry(child, turn);
    });
  }

  /** Whom the end of a child concerns, by the strategy, in the order of starting. */
  private groupOf(child: Child): Child[] {
    const all = [...this.children.values()];
    if (this.strategy === "one-for-all") return all;
    return this.strategy === "one-for-one" ? [child] : all.slice(all.indexOf(child));
  }

  private giveUp(child: Child): undefined {
    const { restarts, within } = this.intensity;
    child.status = "stopped";
    const error = new SupervisionError(
      "ERR_MAILSLOT_RESTART_INTENSITY",
      `supervisor ${this.name} gives up: child ${show(child.id)} ended once more after ${restarts} restarts within ${within} ms`,
      { cause: child.reason },
    );
    report(this, "gave up", child, error);
    stop(this.ref, { shutdown: error });
  }

  /** Forgets what was planned for a child: a retry that waits in the mailbox, or a timer. */
  cancelPlans(child: Child): void {
    child.turn++;
    if (child.timer !== null) this.scheduler.loop.stopTimer(child.timer);
    child.timer = null;
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

const engines = new WeakMap<object, Engine>();

/** Makes the engine of a supervisor known. */
export function registerEngine(engine: Engine): void {
  engines.set(engine.ref, engine);
}

/** Returns the engine of a supervisor, given its ref; undefined for anything else. */
export function engineOf(ref: object): Engine | undefined {
  return engines.get(ref);
}
