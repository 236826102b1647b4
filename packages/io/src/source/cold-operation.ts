/**
 * Something that takes time, as a source: it begins when it is first waited on, and all who wait get the same result.
 * Given up by all who waited, it is undone, as if it had never begun; waited on again, it begins again.
 *
 * Invariants: `attempt` is set exactly while an attempt is under way; results of attempts that were undone are dropped.
 */
import { CancelledError, type NotReady, notReady, QueuedSource, type Scheduler, type Waiter } from "@mailslot/core";
import type { Result } from "@mailslot/core/engine";

import { type IoErrorCode, ioError } from "../errors.js";
import { OPERATION } from "../ownership.js";
import { whenAborted } from "./abort-signal.js";

/** Where an attempt says how it went. */
export interface Attempt<T> {
  /** Hands over the result. */
  completed(value: T): void;
  /** Says why there is no result. */
  failed(error: unknown): void;
}

/** What a cold operation does. */
export interface Work<T> {
  /** What is being done, for errors and dumps: "connecting to 127.0.0.1:80". */
  readonly what: string;
  /** The code of an error that is thrown at once and has no meaning of its own. */
  readonly otherwise?: IoErrorCode | undefined;
  /** Begins; returns what undoes it while it is under way. */
  begin(attempt: Attempt<T>): () => void;
  /** Disposes of a result that comes when nothing waits for it. */
  discard(value: T): void;
  readonly signal?: AbortSignal | undefined;
}

export class ColdOperation<T> extends QueuedSource<T> {
  readonly home: symbol;
  private readonly scheduler: Scheduler;
  private readonly work: Work<T>;
  private attempt: Attempt<T> | null;
  private undo: () => void;
  private result: Result<T> | null;
  private stopListening: () => void;

  constructor(scheduler: Scheduler, work: Work<T>) {
    super();
    this.home = OPERATION;
    this.scheduler = scheduler;
    this.work = work;
    this.attempt = null;
    this.undo = nothing;
    this.result = null;
    this.stopListening = nothing;
  }

  poll(): T | NotReady {
    if (this.result === null) {
      if (this.work.signal?.aborted === true) throw this.abortion();
      return notReady;
    }
    if ("error" in this.result) throw this.result.error;
    return this.result.value;
  }

  override subscribe(waiter: Waiter<T>): void {
    super.subscribe(waiter);
    if (this.attempt === null) this.begin();
  }

  override unsubscribe(waiter: Waiter<T>): void {
    super.unsubscribe(waiter);
    if (this.attempt !== null && this.waiters.head === null) this.giveUp();
  }

  override describe(): string {
    return this.work.what;
  }

  private begin(): void {
    const attempt: Attempt<T> = {
      completed: (value) => (this.attempt === attempt ? this.completed(value) : this.work.discard(value)),
      failed: (error) => {
        if (this.attempt === attempt) this.failed(error);
      },
    };
    this.attempt = attempt;
    this.stopListening = whenAborted(this.work.signal, () => this.abort());
    try {
      const undo = this.work.begin(attempt);
      if (this.attempt === attempt) this.undo = undo;
    } catch (error) {
      attempt.failed(ioError(this.work.what, error, this.work.otherwise));
    }
  }

  private completed(value: T): void {
    const first = this.waiters.take();
    this.over();
    if (first === null) {
      this.work.discard(value); // all who waited were served by something else
      return;
    }
    this.result = { value };
    this.scheduler.io(() => {
      first.deliver(value);
      this.waiters.deliverAll(value);
    });
  }

  private failed(error: unknown): void {
    this.over();
    this.result = { error };
    this.scheduler.io(() => this.waiters.failAll(() => error));
  }

  private abort(): void {
    const { undo } = this;
    this.failed(this.abortion());
    undo();
  }

  private giveUp(): void {
    const { undo } = this;
    this.over();
    undo();
  }

  private over(): void {
    this.attempt = null;
    this.undo = nothing;
    this.stopListening();
    this.stopListening = nothing;
  }

  private abortion(): CancelledError {
    return new CancelledError(`${this.work.what} was aborted`, this.work.signal?.reason);
  }
}

function nothing(): void {
  // There is nothing to undo.
}
