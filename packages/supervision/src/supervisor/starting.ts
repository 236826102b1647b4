/** The wait for the start of a supervisor: completes with its handle when all children have started. Giving it up stops it. */
import { type AnyRef, describeReason, type ExitReason, terminate } from "@mailslot/actor";
import { reasonOf } from "@mailslot/actor/engine";
import {
  type EndWatcher,
  type NotReady,
  notReady,
  QueuedSource,
  Source,
  type Task,
  type TaskOutcome,
  type Wait,
  type Waiter,
  watchEnd,
} from "@mailslot/core";
import { SupervisionError } from "../errors.js";

/** The supervisor that starts. */
interface Beginner {
  readonly name: string;
  readonly ref: AnyRef;
  readonly bonds: { readonly task: Task };
  /** Completes when all children have started. */
  start: { succeed(): void };
  /** It has ended. */
  ended(reason: ExitReason): void;
}

class Start<S> extends QueuedSource<S> implements EndWatcher {
  /** It is at work before it is waited for: a task that has used up its budget waits at once, so that a kill stops it. */
  readonly actsWhenMade: true;
  readonly engine: Beginner;
  private readonly handle: S;
  private state: "starting" | "started" | "failed";
  private error: unknown;

  constructor(engine: Beginner, handle: S) {
    super();
    this.actsWhenMade = true;
    this.engine = engine;
    this.handle = handle;
    this.state = "starting";
    this.error = null;
  }

  isPending(): boolean {
    return this.state === "starting";
  }

  /** Whether anything waits for it. */
  isAwaited(): boolean {
    return this.waiters.head !== null;
  }

  poll(): S | NotReady {
    if (this.state === "starting") return notReady;
    if (this.state === "started") return this.handle;
    this.engine.bonds.task.outcome().poll(); // the failure of the supervisor has been seen
    throw this.error;
  }

  /** Giving up the wait stops the supervisor, also if what waited was killed. */
  override unsubscribe(waiter: Waiter<S>): void {
    super.unsubscribe(waiter);
    if (this.isPending() && !this.isAwaited()) terminate(this.engine.ref);
  }

  succeed(): void {
    this.state = "started";
    this.waiters.deliverAll(this.handle);
  }

  ended(outcome: TaskOutcome<unknown>): boolean {
    const reason = reasonOf(outcome);
    this.engine.ended(reason);
    if (this.state !== "starting") return false;
    this.state = "failed";
    this.error = outcome.status === "failed" ? reason : this.stopped(reason);
    const isSeen = this.isAwaited();
    this.waiters.failAll(() => this.error);
    return isSeen;
  }

  private stopped(reason: ExitReason): SupervisionError {
    const text = `${this.engine.name} was stopped before its children had started (${describeReason(reason)})`;
    return new SupervisionError("ERR_MAILSLOT_NO_SUPERVISOR", text, { cause: reason });
  }

  override describe(): string {
    return `the start of ${this.engine.name}`;
  }
}

class Starting<S> extends Source<S> {
  /** Leaving it stops the supervisor, also without having waited. */
  readonly actsWhenMade: true;
  private readonly start: Start<S>;

  constructor(start: Start<S>) {
    super();
    this.actsWhenMade = true;
    this.start = start;
  }

  /** A task that is cancelled here unwinds further when the supervisor has ended. */
  override *[Symbol.iterator](): Generator<Wait, S, unknown> {
    const { start } = this;
    try {
      return yield* start;
    } finally {
      if (start.isPending()) {
        terminate(start.engine.ref);
        yield* start.engine.bonds.task.outcome();
      }
    }
  }

  poll(): S | NotReady {
    return this.start.poll();
  }

  subscribe(waiter: Waiter<S>): void {
    this.start.subscribe(waiter);
  }

  unsubscribe(waiter: Waiter<S>): void {
    this.start.unsubscribe(waiter);
  }

  override describe(): string {
    return this.start.describe();
  }
}

/** Returns the wait for the start of a supervisor, which completes with `handle`. */
export function starting<S>(engine: Beginner, handle: S): Source<S> {
  const start = new Start(engine, handle);
  engine.start = start;
  watchEnd(engine.bonds.task, start);
  return new Starting(start);
}
