/** What a supervisor is asked to do, and the wait for it: in its mailbox behind what came before, and settled once. */
import { type NotReady, notReady, QueuedSource, type Steps } from "@mailslot/core";
import { isSteps } from "../child/start.js";
import type { Engine } from "./engine.js";

export class Request<T> extends QueuedSource<T> {
  private readonly engine: Engine;
  private readonly what: string;
  private readonly action: () => T | Steps<T>;
  private state: "open" | "done" | "failed";
  private value: unknown;
  private seen: boolean;

  constructor(engine: Engine, what: string, action: () => T | Steps<T>) {
    super();
    this.engine = engine;
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

  /** Runs in the supervisor. */
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
    else this.engine.reportUnless(() => this.seen, error);
  }

  override describe(): string {
    return `${this.what} of ${this.engine.name}`;
  }
}
