/** A request to a supervisor, and the wait for its answer: it stands in the mailbox, and is answered once. */
import {
  currentTask,
  type NotReady,
  notReady,
  QueuedSource,
  type Steps,
  type Task,
  type Waiter,
  waitsBehind,
} from "@mailslot/core";
import { isSteps } from "@mailslot/core/engine";
import { SupervisionError, type SupervisionErrorCode } from "../errors.js";

/** The supervisor that is asked. */
export interface Asked {
  readonly name: string;
  /** What it was asked and has not answered. */
  readonly requests: Set<Request<unknown>>;
  /** Whether it waits for a start that cannot go on before `task` does. */
  waitsForStartBy(task: Task): boolean;
  /** Whether `error` is its own cancellation, since it is to end. */
  isCancellation(error: unknown): boolean;
  /** Reports a failure, unless it has been seen when the host has polled. */
  reportUnless(seen: () => boolean, error: unknown): void;
}

export class Request<T> extends QueuedSource<T> {
  private readonly engine: Asked;
  private readonly what: string;
  private readonly action: () => T | Steps<T>;
  /** The codes of failures that do not matter if nothing waits: what was asked is so already. */
  private readonly ignored: readonly SupervisionErrorCode[];
  /** The task or actor that asks. */
  private readonly from: Task | null;
  private state: "open" | "done" | "failed";
  private value: unknown;
  private seen: boolean;

  constructor(engine: Asked, what: string, action: () => T | Steps<T>, ignored: readonly SupervisionErrorCode[] = []) {
    super();
    this.ignored = ignored;
    this.engine = engine;
    this.what = what;
    this.action = action;
    this.from = currentTask();
    this.state = "open";
    this.value = undefined;
    this.seen = false;
  }

  poll(): T | NotReady {
    if (this.state === "open") return notReady;
    this.seen = true;
    if (this.state === "failed") throw this.value;
    return this.value as T;
  }

  override subscribe(waiter: Waiter<T>): void {
    this.checkCycle(waiter);
    super.subscribe(waiter);
  }

  /** A start that waits for its own supervisor, which waits for the start, would wait for ever. */
  private checkCycle(waiter: Waiter<T>): void {
    const behind = waitsBehind(waiter);
    // An await subscribes in a promise job; whatever calls `then` in the start itself may go on without the answer.
    const waits = behind === "promise" ? (currentTask() === null ? this.from : null) : behind;
    if (waits === null || !this.engine.waitsForStartBy(waits)) return;
    const text = `${this.describe()} was asked, and waited for, by a start that ${this.engine.name} waits for itself, so it can never answer: ask in a task of its own, or when the start is over`;
    this.seen = true; // it is thrown here
    this.fail(new SupervisionError("ERR_MAILSLOT_START_CYCLE", text));
    throw this.value;
  }

  /** Does what was asked, in a tick of the supervisor. */
  perform(): Steps<void> | undefined {
    if (this.state !== "open") return undefined;
    let result: T | Steps<T>;
    try {
      result = this.action();
    } catch (error) {
      return this.fail(error);
    }
    return isSteps(result) ? this.finish(result as Steps<T>) : this.succeed(result as T);
  }

  private *finish(steps: Steps<T>): Steps<void> {
    try {
      this.succeed(yield* steps);
    } catch (error) {
      if (this.engine.isCancellation(error)) throw error; // the end of the supervisor answers
      this.fail(error);
    }
  }

  private succeed(value: T): undefined {
    if (this.state !== "open") return;
    this.state = "done";
    this.value = value;
    this.engine.requests.delete(this as Request<unknown>);
    this.waiters.deliverAll(value);
  }

  fail(error: unknown): undefined {
    if (this.state !== "open") return;
    this.state = "failed";
    this.value = error;
    this.engine.requests.delete(this as Request<unknown>);
    if (this.waiters.head !== null) this.waiters.failAll(() => error);
    else if (!this.isIgnored(error)) this.engine.reportUnless(() => this.seen, error);
  }

  private isIgnored(error: unknown): boolean {
    return error instanceof SupervisionError && this.ignored.includes(error.code);
  }

  override describe(): string {
    return `${this.what} of ${this.engine.name}`;
  }
}
