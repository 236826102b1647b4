/** A task as users see it: the handle that `go` returns and bodies receive. */

import type { Scheduler } from "../scheduler/handle.js";
import type { Wait } from "../source/operation.js";
import type { Source } from "../source/source.js";
import type { TaskOutcome } from "./end.js";

/** A unit of execution. Join it with `yield*` or `await`: its value, or the error that ended it. */
export interface Task<T = unknown> extends Source<T>, AsyncDisposable {
  /** The name in dumps, traces and errors. Once an arrow function without a name option has completed, it is `anonymous`. */
  readonly name: string;
  /** Its state. */
  readonly status: "runnable" | "running" | "waiting" | "completed" | "failed" | "cancelled";
  /** Aborts when the task is cancelled; made when first asked for, so it costs nothing before. */
  readonly signal: AbortSignal;

  /**
   * Asks the task to end. A wait in progress is given up, takes nothing, and throws {@link CancelledError} into a
   * generator body: `finally` blocks run, and may wait themselves; a `catch` that goes on should rethrow it. An async body
   * sees its signal abort. What was already delivered to the task is handed to the body first, and its next wait throws.
   * Does nothing when the task has ended.
   */
  cancel(reason?: unknown): void;

  /** Waits until the task has ended, however it ended; never throws. */
  outcome(): Source<TaskOutcome<T>>;

  /** Cancels the task and waits for its end; throws its failure, unless the task has been joined. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** The body of a task: a generator function, an async function, or a plain function; or steps, a generator that was called. */
export type Body<R> = ((task: Task) => R) | (R & Generator<unknown, unknown, unknown>);

/** The return type of a generator function that is called within a body: `function* load(): Steps<Page>`. */
export type Steps<T> = Generator<Wait, T, unknown>;

/** The type of value that joining a body's task gives. */
export type ResultOf<R> =
  R extends Generator<infer Y, infer T, infer _N> ? ([Y] extends [Wait] ? T : ForgottenStar) : Awaited<R>;

/** The type of a task whose body says `yield operation`; it must say `yield* operation`. */
export interface ForgottenStar {
  /** Says what to write instead. */
  readonly "this body yields without a star: write yield* operation": never;
}

/** How to spawn a task. */
export interface TaskOptions {
  /** The name of the task. Default: the name of its body. */
  readonly name?: string;
  /** Cancels the task when it aborts. Default: none. */
  readonly signal?: AbortSignal | undefined;
  /** The scheduler that runs it. Default: that of the running task, else {@link defaultScheduler}. */
  readonly scheduler?: Scheduler;
}
