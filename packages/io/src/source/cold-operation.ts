/**
 * Something that takes time to open, as a source: it begins when it is first waited on, and everybody who waits gets the
 * same result. Given up by all who waited, it is undone, as if it had never begun; waited on again, it begins again.
 *
 * Invariants: `attempt` is set exactly while an opening is under way; results of attempts that were undone are dropped.
 */
import { CancelledError, type NotReady, notReady, QueuedSource, type Scheduler, type Waiter } from "@mailslot/core";

import { type IoErrorCode, ioError } from "../errors.js";
import { OPERATION } from "../ownership.js";

type Result<T> = { readonly value: T } | { readonly error: unknown };

/** Where an attempt to open says how it went. */
export interface Attempt<T> {
  /** Hands over what was opened. */
  opened(value: T): void;
  /** Says why nothing was opened. */
  failed(error: unknown): void;
}

/** How to open something. */
export interface Opener<T> {
  /** What is being done, for errors and dumps: "connecting to 127.0.0.1:80". */
  readonly what: string;
  /** The code of what fails at once and has no meaning of its own. */
  readonly otherwise?: IoErrorCode | undefined;
  /** Begins; returns what undoes it while it is under way. */
  open(attempt: Attempt<T>): () => void;
  /** Does away with what was opened when nobody takes it. */
  discard(value: T): void;
  readonly signal?: AbortSignal | undefined;
}

export class Opening<T> extends QueuedSource<T> {
  readonly home: symbol;
  private readonly scheduler: Scheduler;
  private readonly opener: Opener<T>;
  private attempt: Attempt<T> | null;
  private undo: () => void;
  private result: Result<T> | null;
  private readonly aborted: () => void;

  constructor(scheduler: Scheduler, opener: Opener<T>) {
    super();
    this.home = OPERATION;
    this.scheduler = scheduler;
    this.opener = opener;
    this.attempt = null;
    this.undo = nothing;
    this.result = null;
    this.aborted = () => this.abort();
  }

  poll(): T | NotReady {
    if (this.result === null) {
      if (this.opener.signal?.aborted === true) throw this.abortion();
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
    return this.opener.what;
  }

  private begin(): void {
    const attempt: Attempt<T> = {
      opened: (value) => (this.attempt === attempt ? this.opened(value) : this.opener.discard(value)),
      failed: (error) => {
        if (this.attempt === attempt) this.failed(error);
      },
    };
    this.attempt = attempt;
    this.opener.signal?.addEventListener("abort", this.aborted, { once: true });
    try {
      const undo = this.opener.open(attempt);
      if (this.attempt === attempt) this.undo = undo;
    } catch (error) {
      attempt.failed(ioError(this.opener.what, error, this.opener.otherwise));
    }
  }

  private opened(value: T): void {
    const first = this.waiters.take();
    if (first === null) {
      this.giveUp(); // those who waited are leaving for something else
      return;
    }
    this.over();
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
    this.opener.signal?.removeEventListener("abort", this.aborted);
  }

  private abortion(): CancelledError {
    return new CancelledError(`${this.opener.what} was aborted`, this.opener.signal?.reason);
  }
}

function nothing(): void {
  // There is nothing to undo.
}
