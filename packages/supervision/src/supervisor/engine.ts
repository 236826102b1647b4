/**
 * What a supervisor does: it starts its children in order, hears of their ends, stops them in reverse, and does what it is
 * asked. It is the state of an actor, whose messages, signals and end come here. Rules and names are OTP's: see
 * docs/decisions/0321-supervisors.md.
 */
import {
  type AnyRef,
  defineActor,
  type ExitReason,
  isRef,
  type Ref,
  type Signal,
  spawnWith,
  stop,
  terminate,
} from "@mailslot/actor";
import { isError } from "@mailslot/actor/engine";
import { currentScheduler, currentTask, type EventLoop, type Scheduler, type Steps, type Task } from "@mailslot/core";
import { isCancellation, messageOf, show } from "@mailslot/core/engine";
import { ChildAddress } from "../child/address.js";
import { type Child, ChildMonitor } from "../child/child.js";
import type { AutoShutdown, ReadSpec, Startable } from "../child/child-spec.js";
import { startChild, stopLate } from "../child/start.js";
import { stopChild, stopTogether } from "../child/stop.js";
import { SupervisionError } from "../errors.js";
import { type Bonds, bondsOf } from "../link/bonds.js";
import { afterEnd } from "../restart/after-end.js";
import type { Plan } from "../restart/plan.js";
import { Restarts } from "../restart/restarts.js";
import { Children } from "./children.js";
import type { EngineOptions, Strategy } from "./options.js";
import { registerSupervisor, supervisorAt } from "./registry.js";
import { report } from "./reports.js";
import type { Request } from "./request.js";

/** The actor of a supervisor, and what it tells itself. */
type SupervisorRef = Ref<{
  perform(context: never, request: Request<unknown>): unknown;
  carryOut(context: never, plan: Plan): unknown;
}>;

export class Engine {
  readonly label: string | undefined;
  readonly autoShutdown: AutoShutdown;
  readonly children: Children;
  readonly requests: Set<Request<unknown>>;
  readonly ref: SupervisorRef;
  readonly bonds: Bonds;
  /** Waits for its start. */
  declare start: { succeed(): void };
  waitsForStart: boolean;
  untaken: (() => unknown) | null;
  /** The task in which it was made, until it has started. */
  private maker: Task | null;
  private readonly restarts: Restarts;
  /** Whether children are stopped all at the same time, as those of a dynamic supervisor are. */
  private readonly together: boolean;
  private readonly scheduler: Scheduler;

  constructor(options: EngineOptions) {
    this.label = options.name;
    this.autoShutdown = options.autoShutdown;
    this.together = options.together;
    this.requests = new Set();
    this.waitsForStart = false;
    this.untaken = null;
    this.maker = currentTask();
    this.scheduler = options.scheduler ?? currentScheduler();
    this.restarts = new Restarts(this, this.scheduler, options);
    this.ref = spawnWith({ scheduler: this.scheduler }, SupervisorActor, this);
    this.bonds = bondsOf(this.ref);
    this.bonds.trapping = true;
    this.children = new Children(this, options.children, this.together);
    registerSupervisor(this);
  }

  get name(): string {
    return this.label === undefined ? this.ref.name : `${this.ref.name} (${this.label})`;
  }

  get strategy(): Strategy {
    return this.restarts.strategy;
  }

  /** Returns the ref of a child that outlasts its restarts. */
  addressOf(child: Child): AnyRef {
    const { definition } = child;
    if (definition === null || child.type !== "actor") {
      const text = `child ${show(child.id)} of ${this.name} is not an actor, or has not run yet: ask when it has, or use named()`;
      throw new SupervisionError("ERR_MAILSLOT_CHILD_NOT_RUNNING", text);
    }
    child.address ??= new ChildAddress(child, definition, this.name, this.scheduler);
    return child.address.ref;
  }

  get clock(): EventLoop {
    return this.scheduler.loop;
  }

  listed(): Children {
    return this.children;
  }

  /** Asks it to end. A start that it waits for is given up. */
  stop(reason: ExitReason): void {
    if (this.waitsForStart) terminate(this.ref, reason);
    else stop(this.ref, reason);
  }

  isCancellation(error: unknown): boolean {
    return isCancellation(error) && this.bonds.task.signal.aborted;
  }

  reportUnless(seen: () => boolean, error: unknown): void {
    this.scheduler.loop.afterPoll(() => {
      if (!seen()) this.scheduler.onUnhandled(error, this.bonds.task); // user code runs here
    });
  }

  waitsForStartBy(task: Task): boolean {
    if (!this.waitsForStart) return false;
    for (let each: object | null = task; each !== null; each = waitingFor(each)) if (each === this.ref) return true;
    return false;
  }

  /** The task that waits until this supervisor has started, or could. */
  get waitedForBy(): Task | null {
    return this.maker;
  }

  // Beginning and end.

  *begin(): Steps<void> {
    for (const child of this.children) {
      try {
        const steps = startChild(this, child);
        if (steps !== null) yield* steps;
      } catch (error) {
        throw this.notStarted(child, error);
      }
      this.children.forgetUnlessKept(child);
    }
    this.maker = null;
    this.start.succeed();
  }

  *end(): Steps<void> {
    const children = [...this.children].reverse();
    if (this.together) yield* stopTogether(this, children);
    else for (const child of children) yield* stopChild(this, child);
  }

  /** Ends what is planned, and answers every request: nothing will be done any more. */
  ended(reason: ExitReason): void {
    this.maker = null;
    if (this.untaken !== null) stopLate(this, this.untaken);
    for (const child of this.children) {
      if (child.plan !== null) child.end();
      child.address?.end();
    }
    const error = this.gone(reason);
    for (const request of this.requests) request.fail(error);
  }

  gone(reason: ExitReason): SupervisionError {
    return new SupervisionError("ERR_MAILSLOT_NO_SUPERVISOR", `${this.name} has ended: start another`, {
      cause: reason,
    });
  }

  private notStarted(child: Child, cause: unknown): unknown {
    if (this.isCancellation(cause)) return cause;
    child.reason = cause;
    const text = isError(cause) ? messageOf(cause) : show(cause);
    return new SupervisionError(
      "ERR_MAILSLOT_CHILD_START",
      `child ${show(child.id)} of ${this.name} did not start: ${text}`,
      { cause },
    );
  }

  // A child has ended.

  /** Takes the signals: those of children count, exit signals of others do not concern a supervisor. */
  heard(signal: Signal): Steps<void> | undefined {
    if (!(signal instanceof ChildMonitor) || signal.child.monitor !== signal) return undefined;
    const { child, reason } = signal;
    report(this, "ended", child, reason);
    child.end();
    switch (afterEnd(child.restart, reason, child.significant, this.autoShutdown)) {
      case "restart":
        return this.restarts.restart(child, signal.ran);
      case "shut down":
        return this.shutDown();
      case "keep, or shut down after the last":
      case "forget, or shut down after the last":
        if (this.children.significant === 0) return this.shutDown();
    }
    this.children.forgetUnlessKept(child);
    return undefined;
  }

  private shutDown(): undefined {
    stop(this.ref, "shutdown");
  }

  remind(plan: Plan): void {
    this.ref.tell.carryOut(plan);
  }

  carryOut(plan: Plan): Steps<void> | undefined {
    return this.restarts.carryOut(plan);
  }

  // What it can be asked.

  add(spec: ReadSpec): Startable | null | Steps<Startable | null> {
    return this.startAsked(this.children.add(spec), true);
  }

  startStopped(id: string): Startable | null | Steps<Startable | null> {
    return this.startAsked(this.children.stopped(id, "restarted"), false);
  }

  private startAsked(child: Child, isNew: boolean): Startable | null | Steps<Startable | null> {
    try {
      const steps = startChild(this, child);
      return steps === null ? this.afterStart(child) : this.finishAsked(child, isNew, steps);
    } catch (error) {
      if (isNew) this.children.forget(child);
      throw this.notStarted(child, error);
    }
  }

  private *finishAsked(child: Child, isNew: boolean, steps: Steps<void>): Steps<Startable | null> {
    try {
      yield* steps;
    } catch (error) {
      if (isNew) this.children.forget(child);
      throw this.notStarted(child, error);
    }
    return this.afterStart(child);
  }

  private afterStart(child: Child): Startable | null {
    this.children.forgetUnlessKept(child);
    return child.running;
  }

  *terminate(child: Child): Steps<void> {
    yield* stopChild(this, child);
    this.children.forgetUnlessKept(child);
  }

  remove(id: string): void {
    this.children.forget(this.children.stopped(id, "deleted"));
  }
}

/** Returns what waits for an actor to start: its supervisor, or, of a supervisor, the task in which it was made. */
function waitingFor(task: object): object | null {
  if (!isRef(task)) return null;
  const maker = supervisorAt(task)?.waitedForBy ?? null;
  if (maker !== null) return maker;
  const { supervision } = bondsOf(task);
  return supervision instanceof ChildMonitor && supervision.child.status !== "running"
    ? supervision.watcher.owner
    : null;
}

const SupervisorActor = defineActor("supervisor", {
  state: (engine: Engine) => engine,
  receive: {
    perform: (_ctx, request: Request<unknown>) => request.perform(),
    carryOut: (ctx, plan: Plan) => ctx.state.carryOut(plan),
  },
  started: (ctx) => ctx.state.begin(),
  // One that was killed does not stop its children in order: they get its exit signal.
  stopped: (ctx, reason) => (reason === "killed" && !ctx.state.bonds.endsBySignal ? undefined : ctx.state.end()),
  signal: (ctx, signal: Signal) => ctx.state.heard(signal),
});
