/**
 * Something that takes time, as a source: it begins when it is first waited on, and all who wait get the same result.
 * Given up by all who waited, it is undone, as if it had never begun; waited on again, it begins again.
 *
 * Invariants: `attempt` is set exactly while an attempt is under way; a result is final once it is `taken`. Until then it
 * is kept for those in `refused`, and as long as there is interest in it.
 */
import { CancelledError, type NotReady, notReady, QueuedSource, type Scheduler, type Waiter } from "@mailslot/core";
import { checkSignal, isReturning, type Result } from "@mailslot/core/engine";

import { type IoErrorCode, ioError } from "../errors.js";
import { OPERATION } from "../ownership.js";
import { logFailure } from "../report.js";
import { whenAborted } from "./abort-signal.js";
import { Interest, type Subject } from "./interest.js";

/** Where an attempt says how it went. */
export interface Attempt<T> {
  /** Hands over the result. */
  completed(value: T): void;
  /** Says why there is no result. */
  failed(error: unknown): void;
  /** Returns whether the attempt is worth beginning a step that cannot be undone. */
  isWanted(): boolean;
}

/** What a cold operation does. */
export interface Work<T> {
  /** What is being done, for errors and dumps: "connecting to 127.0.0.1:80". */
  readonly what: string;
  /** The code of an error that is thrown at once and has no meaning of its own. */
  readonly otherwise?: IoErrorCode | undefined;
  /** Begins; returns what undoes it while it is under way. */
  begin(attempt: Attempt<T>): () => void;
  /** Disposes of a result that nothing wants any more. */
  discard(value: T): void;
  /** Whether an attempt that is undone has lost nothing: it is undone at once when nothing waits. Default: false. */
  readonly goesOn?: boolean;
  readonly signal?: AbortSignal | undefined;
}

export class ColdOperation<T> extends QueuedSource<T> implements Subject {
  readonly home: symbol;
  readonly scheduler: Scheduler;
  private readonly work: Work<T>;
  private readonly interest: Interest;
  private attempt: Attempt<T> | null;
  private undo: () => void;
  private result: Result<T> | null;
  private taken: boolean;
  private refused: Set<Waiter<T>> | null;
  private stopListening: () => void;

  constructor(scheduler: Scheduler, work: Work<T>) {
    super();
    if (work.signal !== undefined) checkSignal(`the signal for ${work.what}`, work.signal);
    this.home = OPERATION;
    this.scheduler = scheduler;
    this.work = work;
    this.interest = new Interest(this);
    this.attempt = null;
    this.undo = nothing;
    this.result = null;
    this.taken = false;
    this.refused = null;
    this.stopListening = nothing;
  }

  poll(): T | NotReady {
    this.interest.show();
    if (this.result === null) {
      if (this.work.signal?.aborted === true) throw this.abortion();
      return notReady;
    }
    this.wasTaken();
    if ("error" in this.result) throw this.result.error;
    return this.result.value;
  }

  override subscribe(waiter: Waiter<T>): void {
    this.interest.show();
    super.subscribe(waiter);
    if (this.result !== null)
      this.serve(this.result); // it has come since this was asked for
    else if (this.attempt === null) this.begin();
  }

  override unsubscribe(waiter: Waiter<T>): void {
    super.unsubscribe(waiter);
    this.refused?.delete(waiter);
    if (this.isHeld()) return;
    if (this.attempt !== null && this.work.goesOn === true) this.giveUp();
    else this.interest.noteLeft();
  }

  override describe(): string {
    return this.work.what;
  }

  isHeld(): boolean {
    if (this.taken || (this.attempt === null && this.result === null)) return true;
    return this.waiters.head !== null || (this.refused !== null && this.refused.size > 0);
  }

  giveUp(): void {
    const { undo, result } = this;
    if (this.attempt !== null) {
      this.over();
      this.safely(undo);
      return;
    }
    this.result = null;
    this.refused = null;
    if (result !== null && "value" in result) this.discard(result.value);
  }

  private begin(): void {
    const attempt: Attempt<T> = {
      completed: (value) => (this.attempt === attempt ? this.settle({ value }) : this.discard(value)),
      failed: (error) => {
        if (this.attempt === attempt) this.settle({ error });
      },
      isWanted: () => this.waiters.head !== null || this.interest.isRenewed,
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

  private settle(result: Result<T>): void {
    this.over();
    this.result = result;
    this.serve(result);
  }

  /** Gives the result to all who wait; those who refuse it and will ask for it have it kept for them. */
  private serve(result: Result<T>): void {
    for (let waiter = this.waiters.head; waiter !== null; waiter = waiter.after as Waiter<T> | null) {
      if (isReturning(waiter)) this.refused = (this.refused ?? new Set()).add(waiter);
    }
    this.scheduler.io(() => {
      if (!("error" in result)) {
        if (this.waiters.deliverAll(result.value)) this.wasTaken();
      } else
        this.waiters.failAll(() => {
          this.wasTaken();
          return result.error;
        });
    });
    this.interest.lookLater();
  }

  private wasTaken(): void {
    this.taken = true;
    this.refused = null;
  }

  private abort(): void {
    const { undo } = this;
    this.settle({ error: this.abortion() });
    this.safely(undo);
  }

  private over(): void {
    this.attempt = null;
    this.undo = nothing;
    this.stopListening();
    this.stopListening = nothing;
  }

  private discard(value: T): void {
    this.safely(() => this.work.discard(value));
  }

  /** Runs what may be code of a program where no wait can be failed. */
  private safely(undo: () => void): void {
    try {
      undo();
    } catch (error) {
      logFailure(`giving up ${this.work.what}`, error);
    }
  }

  private abortion(): CancelledError {
    return new CancelledError(`${this.work.what} was aborted`, this.work.signal?.reason);
  }
}

function nothing(): void {
  // There is nothing to undo.
}
