/**
 * Tasks without a stack: an object that the scheduler calls after each wake-up, instead of a generator that it
 * resumes. Actors with plain handlers are such tasks. One may run steps (a generator) now and then, and is a task like
 * any other while they wait.
 *
 * Invariants: `frame` is set exactly while steps run or wait (STARTED); IDLE holds only without them.
 */
import { hereScheduler } from "../scheduler/go.js";
import type { Scheduler } from "../scheduler/handle.js";
import type { TaskWork } from "../scheduler/inspect.js";
import { isRunning, running, turn } from "../scheduler/running.js";
import type { SchedulerCore } from "../scheduler/scheduler.js";
import type { NotReady } from "../source/operation.js";
import type { Source } from "../source/source.js";
import type { Waiter } from "../source/waiter.js";
import {
  ABANDONED,
  CANCEL,
  CANCELLED,
  DELIVERED,
  ENDED,
  FAILED,
  IDLE,
  NESTED,
  QUEUED,
  STACKLESS,
  STARTED,
  YIELDED,
} from "./flags.js";
import type { Steps, Task } from "./handle.js";
import { frameOf } from "./steps.js";
import { type AnyBody, TaskCore } from "./task.js";
import { tick } from "./tick.js";

/**
 * A task whose body is the method `react`, called in a tick of its own after each `wake`. It has no stack, so it costs
 * one object. Extend this class and write `react`, `returned` and `threw`, none of which may throw; `react` ends
 * by calling `idle`, `again`, `runSteps` or one of the ends.
 *
 * `wake`, `begin`, `stopSteps` and `abandon` may be called from anywhere on the thread; everything else from within these three
 * methods only, the ends also while the task is idle.
 */
export interface StacklessTask<R = void> extends Task<R> {
  /** The object that the constructor was given; tasks of one kind share it. Kept where other tasks keep their body. */
  readonly kind: object;
  /** The scheduler that runs it. */
  readonly scheduler: Scheduler;
  /** Bits. Those below `1 << 16` are the engine's; those from there up to `1 << 29` are the derived class's, and clear at first. */
  flags: number;
  /** An object that only some tasks of a kind need. A task without one pays nothing for it, not even a field. Default: null. */
  attached: object | null;
  /**
   * Tells tracers and hooks that the task was spawned. They may ask it for its name, so this is the last step of the derived
   * constructor. Without it they hear of the task at its first tick.
   */
  announce(): void;
  /** Called in a tick, after the task was woken or its steps have ended. */
  react(): void;
  /** Called when the steps given to `runSteps` have returned `value`. */
  returned(value: unknown): void;
  /** Called when the steps given to `runSteps` have thrown; steps that were stopped usually throw a {@link CancelledError}. */
  threw(error: unknown): void;
  /** Makes an idle task run, from the LIFO slot when a task calls. Does nothing to a task that is not idle. */
  wake(): void;
  /** Makes a new task run as `go` does: from the back of the run queue. Does nothing to a task that is not idle. */
  begin(): void;
  /** Says that there is nothing to do until the next `wake`. */
  idle(): void;
  /** Whether it has nothing to do until the next `wake`. */
  readonly isIdle: boolean;
  /** Goes to the back of the run queue; `react` is called from there. */
  again(): void;
  /** Counts one operation of the budget of this tick; false when it is used up, and `again` should be called. */
  spend(): boolean;
  /**
   * Runs steps: a generator whose waits are the task's. `returned` or `threw` is called when they end; if that was in a
   * later tick, or they were abandoned, `react` follows. Returns whether they have ended already.
   */
  runSteps(steps: Steps<unknown>): boolean;
  /** The source that its steps wait for; null when they wait for none. */
  readonly waitingOn: Source<unknown> | null;
  /** Whether steps run or wait now. */
  readonly inSteps: boolean;
  /** Asks steps to end, as `cancel` asks a task, and aborts the task's signal. */
  stopSteps(reason?: unknown): void;
  /** Forgets steps that wait, which are not resumed: not even their `finally` runs. `react` is called next. */
  abandon(): void;
  /** Returns the thing that an idle task waits for, for dumps. */
  idleWait(): string;
  /** Returns what it is at, for dumps. Default: a dump says nothing of it. */
  work?(): TaskWork;
  /** Returns the advice that the report of an unseen failure gives, such as `"Join it"`. */
  advice(): string;
  // Written out, since those of Source are abstract and these are not.
  poll(): R | NotReady;
  subscribe(waiter: Waiter<R>): void;
  unsubscribe(waiter: Waiter<R>): void;
  /** Ends the task with a value. */
  complete(value: R): void;
  /** Ends the task with an error, which is reported unless the task is joined. */
  reject(error: unknown): void;
}

export abstract class StacklessCore<R = void> extends TaskCore<R> {
  constructor(kind: object, scheduler: Scheduler = hereScheduler()) {
    super(kind as AnyBody, (scheduler as SchedulerCore).ambient());
    if (DEBUG) checkNames(this);
    this.flags = STACKLESS | IDLE;
    const { live } = scheduler as SchedulerCore;
    live.add(this as TaskCore);
    live.enter(this as TaskCore); // it is idle, so it is in no queue
  }

  announce(): void {
    (this.ambient.scheduler as SchedulerCore).announce(this as TaskCore);
  }

  abstract react(): void;
  abstract returned(value: unknown): void;
  abstract threw(error: unknown): void;

  get kind(): object {
    return this.body as AnyBody;
  }

  get scheduler(): Scheduler {
    return this.ambient.scheduler;
  }

  get attached(): object | null {
    return this.known === null ? null : this.known.attached;
  }

  set attached(object: object | null) {
    this.extras().attached = object;
  }

  override get name(): string {
    return this.constructor.name;
  }

  override idleWait(): string {
    return "being woken";
  }

  wake(): void {
    if (running.tracer !== null) running.tracer.send(this);
    if ((this.flags & (IDLE | ENDED)) !== IDLE) return;
    this.flags &= ~IDLE;
    const { scheduler } = this.ambient;
    if (turn.owner === scheduler) turn.wake(this as TaskCore);
    else scheduler.wake(this as TaskCore);
  }

  begin(): void {
    if (!this.isIdle) return;
    this.flags &= ~IDLE;
    this.ambient.scheduler.requeue(this as TaskCore);
  }

  idle(): void {
    this.flags |= IDLE;
  }

  get isIdle(): boolean {
    return (this.flags & (IDLE | ENDED)) === IDLE;
  }

  again(): void {
    this.ambient.scheduler.giveWay(this as TaskCore);
  }

  spend(): boolean {
    return --turn.budget >= 0;
  }

  runSteps(steps: Steps<unknown>): boolean {
    this.frame = frameOf(steps);
    this.flags |= STARTED | NESTED;
    tick(this as TaskCore);
    const abandoned = this.flags & ABANDONED; // it is in the run queue then
    this.flags &= ~(NESTED | ABANDONED);
    return this.frame === null && abandoned === 0;
  }

  get inSteps(): boolean {
    return this.frame !== null;
  }

  stopSteps(reason?: unknown): void {
    if (this.frame !== null)
      super.cancel(reason); // a derived class may give `cancel` a wider meaning
    else this.known?.controller?.abort(reason); // user code may run here
  }

  abandon(): void {
    if ((this.flags & ABANDONED) !== 0) return;
    this.withdraw();
    // Where `react` calls this, and goes on, the task runs, and is in no other place any more.
    if (isRunning(this as TaskCore) && !takeBack(this as TaskCore)) {
      this.flags |= CANCEL | ABANDONED; // steps that run now cannot be stopped; their next wait can
      return;
    }
    if (this.frame !== null) this.endSteps();
  }

  override withdraw(): void {
    super.withdraw();
    if ((this.flags & ABANDONED) === 0) return;
    this.endSteps();
    if ((this.flags & NESTED) !== 0) this.flags |= ABANDONED; // tells `runSteps`
  }

  private endSteps(): void {
    this.frame = null;
    this.flags &= ~(STARTED | DELIVERED | FAILED | CANCEL | CANCELLED | YIELDED | ABANDONED);
  }

  private proceed(): void {
    if ((this.flags & (NESTED | ENDED)) === 0 && this.frame === null) this.react();
  }

  // A tick calls these when the body has ended; here, when the steps have ended, if there are any.

  override complete(value: unknown): void {
    if (this.frame === null) {
      super.complete(value);
      return;
    }
    this.endSteps();
    this.returned(value);
    this.proceed();
  }

  override reject(error: unknown): void {
    if (this.frame === null) {
      super.reject(error);
      return;
    }
    this.endSteps();
    this.threw(error);
    this.proceed();
  }

  override endCancelled(): void {
    if (this.frame === null) super.endCancelled();
    else this.reject(this.cancellation());
  }
}

/** Takes a task that runs out of the slot or queue that its steps have left it in; returns false if it is in none. */
function takeBack(task: TaskCore): boolean {
  const { turn } = task.ambient.scheduler as SchedulerCore;
  if (DEBUG) task.flags &= ~QUEUED;
  if (turn.remove !== undefined) return turn.remove(task);
  if (turn.slot === task) turn.slot = null;
  else if (turn.tail !== task && task.after === null) return false;
  else
    for (let left = turn.length; left > 0; left--) {
      const first = turn.shift() as TaskCore;
      if (first !== task) turn.push(first);
    }
  return true;
}

const OVERRIDABLE = ["advice", "name", "cancel", "describe", "idleWait", "returned", "react", "threw"];

/** Asserts that a derived class replaces no method of the engine. */
function checkNames(task: object): void {
  const engine = [StacklessCore.prototype, TaskCore.prototype].flatMap((each) => Object.getOwnPropertyNames(each));
  let prototype: object = Object.getPrototypeOf(task);
  for (; prototype !== StacklessCore.prototype; prototype = Object.getPrototypeOf(prototype)) {
    for (const name of Object.getOwnPropertyNames(prototype)) {
      if (name === "constructor" || OVERRIDABLE.includes(name) || !engine.includes(name)) continue;
      throw new Error(`invariant: ${prototype.constructor.name}.${name} takes the place of a method of StacklessTask`);
    }
  }
}

// The class as its users see it: the fields of the engine stay out of the declarations.
export const StacklessTask: abstract new <R = void>(kind: object, scheduler?: Scheduler) => StacklessTask<R> =
  StacklessCore as never;
