/**
 * A circuit breaker: what keeps failing is left alone for a while, and fails at once meanwhile (Nygard, "Release It!").
 *
 *   closed ── so many failures in a row ──► open ── after `reset` ms, by the next call ──► half-open
 *   half-open ── the trial succeeds ──► closed     half-open ── it fails ──► open
 */
import { isCancellation, MailslotError, messageOf } from "../errors.js";
import { type EventLoop, isOneClock } from "../host/event-loop.js";
import { checkCount, checkFunction, checkName, checkOptions, checkPositive } from "../misuse.js";
import { hereScheduler } from "../scheduler/go.js";
import { notReady } from "../source/operation.js";
import type { Source } from "../source/source.js";
import type { ResultOf, Steps, Task, TaskOptions } from "../task/handle.js";
import { type Scope, scope } from "../task/scope.js";

/** When a circuit breaker opens, and for how long. */
export interface CircuitBreakerOptions {
  /** What errors call it. Default: `"circuit breaker"`. */
  readonly name?: string;
  /** How many failures in a row open it: a whole number from 1. Default: 5. */
  readonly failures?: number;
  /** How many milliseconds, above 0, it stays open before one call is let through as a trial. Default: 30,000. */
  readonly reset?: number;
  /** Returns whether an error counts as a failure, rather than as an answer. Default: every error does. */
  readonly isFailure?: (error: unknown) => boolean;
}

/** Runs bodies, unless those before them kept failing. */
export interface CircuitBreaker {
  /** Whether calls run (closed), fail at once (open), or one runs as a trial (half-open). */
  readonly state: "closed" | "open" | "half-open";
  /**
   * Runs `body` in a task of its own, and completes with its result. While the breaker is open, and beside a trial, it throws
   * {@link CircuitOpenError} at once. A body that is cancelled counts neither as a failure nor as a success.
   *
   * It is a {@link scope}: it acts when called, and giving up the wait cancels the body.
   */
  run<R>(body: (task: Task) => R, options?: TaskOptions): Source<ResultOf<R>>;
}

/** Says that a circuit breaker is open; code `ERR_MAILSLOT_CIRCUIT_OPEN`. What it was given has not been run. */
export class CircuitOpenError extends MailslotError<"ERR_MAILSLOT_CIRCUIT_OPEN"> {
  constructor(message: string, cause: unknown) {
    super("ERR_MAILSLOT_CIRCUIT_OPEN", message, { cause });
  }

  override get name(): string {
    return "CircuitOpenError";
  }
}

/**
 * Makes a circuit breaker, which goes by the clock of the scheduler on which it is used. Fails with
 * `ERR_MAILSLOT_ARGUMENT` when an option makes no sense.
 *
 * @example
 * ```ts
 * import { circuitBreaker, go } from "@mailslot/core";
 *
 * const breaker = circuitBreaker({ name: "mail server", failures: 2 });
 * const send = () => breaker.run(() => Promise.reject(new Error("no route")));
 * const ends: string[] = [];
 * for (let n = 0; n < 3; n++) {
 *   const outcome = await go(send).outcome();
 *   if (outcome.status === "failed") ends.push((outcome.error as Error).name);
 * }
 * console.log(ends.join()); // Error,Error,CircuitOpenError
 * ```
 */
export function circuitBreaker(options: CircuitBreakerOptions = {}): CircuitBreaker {
  checkOptions("circuitBreaker()", options);
  const { name = "circuit breaker", failures = 5, reset = 30_000, isFailure = () => true } = options;
  checkName("a circuit breaker", name);
  checkCount("option failures of circuitBreaker()", failures);
  checkPositive("option reset of circuitBreaker()", reset, "milliseconds above 0");
  checkFunction("option isFailure of circuitBreaker()", isFailure);
  return new Breaker({ name, failures, reset, isFailure });
}

class Breaker implements CircuitBreaker {
  private readonly options: Required<CircuitBreakerOptions>;
  /** How many have failed in a row. */
  private failed: number;
  /** When the next trial is let through, and by which clock. One that hangs keeps the next back for that long. */
  private until: number;
  private loop: EventLoop;
  private trial: object | null;
  /** The failure that opened it. */
  private last: unknown;

  constructor(options: Required<CircuitBreakerOptions>) {
    this.options = options;
    this.failed = 0;
    this.until = Number.NEGATIVE_INFINITY;
    this.loop = hereScheduler().loop;
    this.trial = null;
    this.last = undefined;
  }

  get state(): CircuitBreaker["state"] {
    if (this.failed < this.options.failures) return "closed";
    return this.trial === null ? "open" : "half-open";
  }

  run<R>(body: (task: Task) => R, options: TaskOptions = {}): Source<ResultOf<R>> {
    checkFunction(`the body given to ${this.options.name}`, body);
    checkOptions(`run() of ${this.options.name}`, options);
    const whole = { ...options }; // user code may run here, so before a trial is let through
    let trial: object | null = null;
    if (this.state !== "closed") {
      if (!this.isOver()) throw this.refusal();
      trial = {};
      this.trial = trial;
      this.restUntilReset();
    }
    return scope((tasks) => this.watch(tasks, body, trial), { name: this.options.name, ...whole });
  }

  private *watch<R>(tasks: Scope, body: (task: Task) => R, trial: object | null): Steps<ResultOf<R>> {
    let isCancelled = true;
    const task = tasks.go(body);
    try {
      const value = yield* task;
      isCancelled = false;
      this.succeeded(trial !== null);
      return value;
    } catch (thrown) {
      // A body that fails cancels this scope. Where that comes before its error does, the error is what counts.
      const end = task.outcome().poll();
      const error = end !== notReady && end.status === "failed" ? end.error : thrown;
      isCancelled = isCancellation(error);
      if (!isCancelled) this.note(error, trial !== null);
      throw error;
    } finally {
      if (trial !== null && this.trial === trial) {
        this.trial = null;
        if (isCancelled) this.until = Number.NEGATIVE_INFINITY; // the next call is a trial
      }
    }
  }

  /** Counts from nothing again; a call that began before the breaker opened does not close it. */
  private succeeded(isTrial: boolean): void {
    if (isTrial || this.state === "closed") this.failed = 0;
  }

  /** Counts an error; an answer that is one, such as "not found", shows that the other side is well. */
  private note(error: unknown, isTrial: boolean): void {
    if (!this.options.isFailure(error)) {
      this.succeeded(isTrial); // user code has run
      return;
    }
    this.failed++;
    if (this.failed !== this.options.failures && !isTrial) return; // a late one does not keep it open for longer
    this.restUntilReset();
    this.last = error;
  }

  private restUntilReset(): void {
    this.loop = hereScheduler().loop;
    this.until = this.loop.now() + this.options.reset;
  }

  /** Whether it is time for a trial. Another clock, such as that of a test, knows nothing of what has been. */
  private isOver(): boolean {
    const { loop } = hereScheduler();
    return !isOneClock(loop, this.loop) || loop.now() >= this.until;
  }

  private refusal(): CircuitOpenError {
    const { name, reset } = this.options;
    const text = `${name} is ${this.state} after failures, the last: ${messageOf(this.last)}. It lets a trial through ${reset} ms after`;
    return new CircuitOpenError(text, this.last);
  }
}
