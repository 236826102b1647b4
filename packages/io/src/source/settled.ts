/**
 * Something that happens once, as a source: every wait on it, before or after, gets the same result.
 *
 * Invariants: `settled` is set once; while it is null, nothing has been served.
 */
import { type NotReady, notReady, QueuedSource, type Scheduler } from "@mailslot/core";
import type { Result } from "@mailslot/core/engine";
import { OPERATION } from "../ownership.js";

export class Settled<T> extends QueuedSource<T> {
  readonly home: symbol;
  private readonly scheduler: Scheduler;
  private readonly what: string;
  private result: Result<T> | null;

  constructor(scheduler: Scheduler, what: string) {
    super();
    this.home = OPERATION;
    this.scheduler = scheduler;
    this.what = what;
    this.result = null;
  }

  /** Gives every wait `value`; does nothing when this has been settled before. */
  complete(value: T): void {
    if (this.result !== null) return;
    this.result = { value };
    this.scheduler.io(() => this.waiters.deliverAll(value));
  }

  /** Gives every wait `error`; does nothing when this has been settled before. */
  fail(error: unknown): void {
    if (this.result !== null) return;
    this.result = { error };
    this.scheduler.io(() => this.waiters.failAll(() => error));
  }

  poll(): T | NotReady {
    if (this.result === null) return notReady;
    if ("error" in this.result) throw this.result.error;
    return this.result.value;
  }

  override describe(): string {
    return this.what;
  }
}
