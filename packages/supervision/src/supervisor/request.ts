/** A request to a supervisor, and the wait for its answer: it stands in the mailbox, and is answered once. */
import { type NotReady, notReady, QueuedSource, type Steps } from "@mailslot/core";
import { isSteps } from "../child/start.js";

/** The supervisor that is asked. */
export interface Asked {
  readonly name: string;
  /** What it was asked and has not answered. */
  readonly requests: Set<Request<unknown>>;
  /** Whether `error` is its own cancellation, since it is to end. */
  isCancellation(error: unknown): boolean;
  /** Reports a failure, unless it has been seen when the host has polled. */
  reportUnless(seen: () => boolean, error: unknown): void;
}

export class Request<T> extends QueuedSource<T> {
  private readonly asked: Asked;
  private readonly what: string;
  private readonly action: () => T | Steps<T>;
  private state: "open" | "done" | "failed";
  private value: unknown;
  private seen: boolean;

  constructor(asked: Asked, what: string, action: () => T | Steps<T>) {
    super();
    this.asked = asked;
    this.what = what;
    this.action = action;
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

  /** Does what was asked, in a tick of the supervisor. */
  perform(): Steps<void> | undefined {
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
      if (this.asked.isCancellation(error)) throw error; // the end of the supervisor answers
      this.fail(error);
    }
  }

  private succeed(value: T): undefined {
    if (this.state !== "open") return;
    this.state = "done";
    this.value = value;
    this.asked.requests.delete(this as Request<unknown>);
    this.waiters.deliverAll(value);
  }

  fail(error: unknown): undefined {
    if (this.state !== "open") return;
    this.state = "failed";
    this.value = error;
    this.asked.requests.delete(this as Request<unknown>);
    if (this.waiters.head !== null) this.waiters.failAll(() => error);
    else this.asked.reportUnless(() => this.seen, error);
  }

  override describe(): string {
    return `${this.what} of ${this.asked.name}`;
  }
}
