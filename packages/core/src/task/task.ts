/**
 * The task: a body, where it stands, and what it waits for. A task is itself the node of the list or queue it is in,
 * the result that resumes it, and the source that others join. See docs/decisions/0020-operations-are-stateless-iterators.md.
 *
 * Invariants: a task is in exactly one place: runnable in one queue or the LIFO slot, running, waiting (PARKED),
 * or ended. DELIVERED is set only from the moment its wait completed to the moment it takes the result.
 */

import { CancelledError, withoutStack } from "../errors.js";
import { type LiveTasks, UNLISTED } from "../scheduler/live-tasks.js";
import { isRunning, turn } from "../scheduler/running.js";
import { giveUp } from "../source/give-up.js";
import { type NotReady, notReady, WAITING, type Wait } from "../source/operation.js";
import { Source } from "../source/source.js";
import { type Waiter, WaitList } from "../source/waiter.js";
import type { Ambient } from "./ambient.js";
import { Outcome, type TaskOutcome } from "./end.js";
import { TaskExtras } from "./extras.js";
import {
  CANCEL,
  CANCELLED,
  DELIVERED,
  ENDED,
  FAILED,
  IDLE,
  OBSERVED,
  PARKED,
  PROMISED,
  REJECTED,
  STACKLESS,
} from "./flags.js";
import type { Task } from "./handle.js";
import { nameOf, nameOfEnded } from "./name.js";

/** A body, as the engine sees it. */
export type AnyBody = (task: never) => unknown;

export class TaskCore<T = unknown> extends Source<T> implements Waiter<unknown>, Task<T> {
  /** Always true, on the prototype: a task is the `IteratorResult` that `yield*` reads when its wait is over. */
  declare readonly done: true;
  after: Waiter | null;
  before: Waiter | null;
  flags: number;
  /** While PARKED, the source it waits for; then the delivered result; after the end, the result of the task. */
  value: unknown;
  /** The generator, once the first tick has made it; or the source that a body has returned. */
  frame: Generator<Wait, unknown, unknown> | null;
  /** The waiters for the end; a {@link TaskExtras} when the task needs more fields. */
  joiners: WaitList<unknown> | null;
  /** Its index in the register of live tasks, once it has waited. */
  index: number;
  ambient: Ambient;
  /** What it runs; after the end, its name. */
  body: AnyBody | Generator<Wait, unknown, unknown> | string;

  constructor(body: AnyBody | Generator<Wait, unknown, unknown>, ambient: Ambient) {
    super();
    this.after = null;
    this.before = null;
    this.flags = 0;
    this.value = undefined;
    this.frame = null;
    this.joiners = null;
    this.index = UNLISTED;
    this.ambient = ambient;
    this.body = body;
  }

  // As a waiter: a source completes what this task waits for.

  /** From here to the delivery the task no longer waits: code that runs in between, such as a converter, may cancel it. */
  claim(): boolean {
    const isWaiting = (this.flags & PARKED) !== 0;
    this.flags &= ~PARKED;
    return isWaiting;
  }

  deliver(value: unknown): void {
    this.value = value;
    this.flags = (this.flags & ~PARKED) | DELIVERED;
    const { scheduler } = this.ambient;
    // Most tasks are woken by tasks of their scheduler.
    if (turn.owner === scheduler) turn.wake(this as TaskCore);
    else scheduler.wake(this);
  }

  fail(error: unknown): void {
    this.flags |= FAILED;
    this.deliver(error);
  }

  waitFor(source: Source<unknown>): void {
    if (DEBUG && (this.flags & PARKED) !== 0) throw new Error("invariant: a task waits in one place");
    this.flags |= PARKED;
    this.value = source;
    (turn.live as LiveTasks<TaskCore>).parked(this as TaskCore, turn.clock); // it runs, so this is its turn
  }

  /** Returns what was delivered as the result of `yield*`, or throws it when it is an error. */
  take(): IteratorReturnResult<never> {
    const flags = this.flags;
    this.flags = flags & ~(DELIVERED | FAILED);
    if ((flags & FAILED) !== 0) throw this.value;
    return this as unknown as IteratorReturnResult<never>;
  }

  /** Puts the task, out of budget, at the back of the queue; afterwards `yield*` asks its operation again. */
  giveWay(): IteratorYieldResult<Wait> {
    this.ambient.scheduler.giveWay(this);
    return WAITING;
  }

  // As a source: others wait for the end of this task.

  poll(): T | NotReady {
    if ((this.flags & ENDED) === 0) return notReady;
    this.flags |= OBSERVED;
    if ((this.flags & REJECTED) !== 0) throw this.failure();
    return this.value as T;
  }

  subscribe(waiter: Waiter<T>): void {
    this.joiners ??= new WaitList();
    (this.joiners as WaitList<T>).add(waiter);
  }

  unsubscribe(waiter: Waiter<T>): void {
    (this.joiners as WaitList<T> | null)?.remove(waiter);
  }

  override describe(): string {
    return `task ${this.name}`;
  }

  // As a handle.

  get name(): string {
    const { body } = this;
    return this.known?.name ?? (typeof body === "function" ? nameOf(body) : typeof body === "string" ? body : "steps");
  }

  get status(): Task<T>["status"] {
    if ((this.flags & ENDED) === 0) {
      if (isRunning(this as TaskCore)) return "running";
      return (this.flags & (PARKED | PROMISED | IDLE)) === 0 ? "runnable" : "waiting";
    }
    if ((this.flags & REJECTED) === 0) return "completed";
    return (this.flags & CANCELLED) === 0 ? "failed" : "cancelled";
  }

  get signal(): AbortSignal {
    const extras = this.extras();
    if (extras.controller === null) {
      extras.controller = new AbortController();
      if ((this.flags & (CANCEL | CANCELLED)) !== 0) extras.controller.abort(extras.reason);
    }
    return extras.controller.signal;
  }

  cancel(reason?: unknown): void {
    if ((this.flags & (ENDED | CANCEL | CANCELLED)) !== 0) return;
    this.flags |= CANCEL;
    if (reason !== undefined) this.extras().reason = reason;
    this.withdraw();
    this.known?.controller?.abort(reason); // user code may run here
  }

  outcome(): Source<TaskOutcome<T>> {
    return new Outcome(this);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const wasObserved = this.isObserved() || this.isJoined();
    this.cancel();
    const end = await this.outcome();
    if (end.status === "failed" && !wasObserved) throw end.error;
  }

  // The end, and cancellation.

  get waitingOn(): Source<unknown> | null {
    return (this.flags & PARKED) === 0 ? null : (this.value as Source<unknown>);
  }

  /** Returns what a task waits for when it waits for no source, for dumps. */
  idleWait(): string {
    return "its promise";
  }

  /** Says what to do about an unseen failure. */
  advice(): string {
    return "Join it";
  }

  /** Takes the task out of its wait, so that its next tick throws the cancellation into the body. */
  withdraw(): void {
    const source = this.waitingOn;
    if (source === null) return;
    this.flags &= ~PARKED;
    giveUp(source, this, this.ambient.scheduler); // user code may run here
    this.ambient.scheduler.requeue(this);
  }

  /** Makes the present wait throw the cancellation when the body is resumed; returns the generator to resume. */
  failWait(): Generator<Wait, unknown, unknown> {
    this.value = this.cancellation();
    this.flags |= DELIVERED | FAILED;
    return this.frame as Generator<Wait, unknown, unknown>;
  }

  complete(value: unknown): void {
    this.end(ENDED, value);
  }

  reject(error: unknown): void {
    this.flags &= ~CANCELLED;
    this.end(ENDED | REJECTED, error);
  }

  endCancelled(): void {
    this.flags |= CANCELLED;
    this.end(ENDED | REJECTED, undefined);
  }

  /** The error that ended the task; that of a cancelled task is made on demand. */
  private failure(): unknown {
    if ((this.flags & CANCELLED) !== 0) this.value ??= this.cancellation();
    return this.value;
  }

  cancellation(): CancelledError {
    // A stack would show the scheduler only, and cost microseconds.
    return withoutStack(() => new CancelledError(`task ${this.name} was cancelled`, this.reason));
  }

  /** Why the task was cancelled. */
  get reason(): unknown {
    return this.known?.reason;
  }

  private end(flags: number, value: unknown): void {
    if (DEBUG && (this.flags & ENDED) !== 0) throw new Error("invariant: a task ends once");
    this.flags = (this.flags & ~CANCEL) | flags;
    this.value = value;
    this.frame = null;
    const joiners = this.joiners;
    if (joiners !== null) {
      if (this.isJoined()) this.flags |= OBSERVED;
      if ((flags & REJECTED) === 0) joiners.deliverAll(value);
      else joiners.failAll(() => this.failure());
      if (joiners instanceof TaskExtras) joiners.ended(this as TaskCore);
    }
    this.ambient.scheduler.retire(this);
    this.forgetBody();
  }

  /** A handle that is kept does not keep what its body has captured, but its name. */
  private forgetBody(): void {
    const { body, flags } = this;
    if (typeof body === "string" || (flags & STACKLESS) !== 0) return; // what tasks of one kind share
    if (typeof body !== "function") this.body = "steps";
    else this.body = (flags & REJECTED) === 0 ? nameOfEnded(body, (flags & PROMISED) !== 0) : nameOf(body);
  }

  /** Returns the fields that few tasks need; makes them when they are first needed. */
  extras(): TaskExtras {
    if (this.joiners instanceof TaskExtras) return this.joiners;
    const extras = new TaskExtras();
    if (this.joiners !== null) {
      extras.head = this.joiners.head;
      extras.tail = this.joiners.tail;
    }
    this.joiners = extras;
    return extras;
  }

  /** Whether the end has waiters now. Waits that were given up do not count: a failure would be silent. */
  isJoined(): boolean {
    return (this.joiners?.head ?? this.known?.watchers?.head ?? null) !== null;
  }

  isObserved(): boolean {
    return (this.flags & OBSERVED) !== 0;
  }

  get known(): TaskExtras | null {
    return this.joiners instanceof TaskExtras ? this.joiners : null;
  }
}
(TaskCore.prototype as { done: boolean }).done = true;
