/**
 * Structured concurrency: a scope ends when all its tasks have ended. The first failure cancels the others and is
 * rethrown, with later failures attached; cancelling the scope cancels them all.
 *
 * Invariants: `tasks` are the tasks of the scope that have not ended; `ended` completes when there are none left.
 */
import { ClosedError } from "../errors.js";
import { checkFunction, checkOptions } from "../misuse.js";
import { go, hereScheduler } from "../scheduler/go.js";
import type { Scheduler } from "../scheduler/handle.js";
import { type NotReady, notReady, type Wait } from "../source/operation.js";
import { QueuedSource } from "../source/queued-source.js";
import { Source } from "../source/source.js";
import type { Waiter } from "../source/waiter.js";
import type { TaskOutcome } from "./end.js";
import { DELIVERED, ENDED } from "./flags.js";
import type { Body, ResultOf, Task, TaskOptions } from "./handle.js";
import type { TaskCore } from "./task.js";

/** Starts tasks that end before their scope does. */
export interface Scope {
  /** Starts a task of this scope. Its failure fails the scope, whether the task is joined or not. */
  go<R>(body: Body<R>, options?: TaskOptions): Task<ResultOf<R>>;
  /** Cancels every task of the scope. */
  cancel(reason?: unknown): void;
}

const suppressedKey: unique symbol = Symbol.for("@mailslot/suppressed") as never;

/**
 * Returns the failures that followed `error` in the scope that rethrew it.
 *
 * @example
 * ```ts
 * import { scope, sleep, suppressed } from "@mailslot/core";
 *
 * try {
 *   await scope(function* (tasks) {
 *     tasks.go(function* cleaner() {
 *       try {
 *         yield* sleep(60_000);
 *       } finally {
 *         throw new Error("clean-up failed");
 *       }
 *     });
 *     tasks.go(function* worker() {
 *       yield* sleep(0);
 *       throw new Error("work failed");
 *     });
 *   });
 * } catch (error) {
 *   console.log(`${error}`); // Error: work failed
 *   console.log(suppressed(error).join()); // Error: clean-up failed
 * }
 * ```
 */
export function suppressed(error: unknown): readonly unknown[] {
  try {
    return (error as { [suppressedKey]?: unknown[] } | null)?.[suppressedKey] ?? [];
  } catch {
    return []; // a proxy that was revoked
  }
}

/**
 * Runs `body` and every task that it starts through the scope it is given; completes with the body's result when all
 * have ended. Acts when called. Giving up the wait cancels the scope: a task that is cancelled at
 * `yield* scope(…)` goes on unwinding when all its tasks have ended; a time limit does not wait for them.
 *
 * @example
 * ```ts
 * import { go, scope, sleep } from "@mailslot/core";
 *
 * const task = go(function* page() {
 *   return yield* scope(function* (tasks) {
 *     const [user, posts] = [tasks.go(() => "Ann"), tasks.go(() => 3)];
 *     tasks.go(() => sleep(1)); // not joined, and waited for all the same
 *     return `${yield* user}: ${yield* posts} posts`;
 *   });
 * });
 * console.log(await task); // Ann: 3 posts
 * ```
 */
export function scope<R>(body: (scope: Scope) => R, options: TaskOptions = {}): Source<ResultOf<R>> {
  checkFunction("the body given to scope()", body);
  checkOptions("scope()", options);
  const { signal, scheduler, ...rest } = options;
  const tasks = new ScopedTasks(scheduler ?? hereScheduler());
  const main = tasks.go(() => body(tasks), { name: body.name || "scope" });
  const owner = go((self) => own(self as unknown as TaskCore, tasks, main), {
    name: `scope ${body.name}`.trim(),
    ...rest,
    scheduler: tasks.scheduler,
    signal,
  }) as unknown as TaskCore<ResultOf<R>>;
  owner.flags |= DELIVERED; // see `own`
  if (signal?.aborted) tasks.cancel(signal.reason);
  return new ScopeSource(owner);
}

function* own<T>(self: TaskCore, tasks: ScopedTasks, main: Task<T>): Generator<Wait, T, unknown> {
  // A delivered result reaches the body before a cancellation does; so this task starts even when it is cancelled
  // before its first tick, and does not end before its children.
  yield* tasks.ended;
  try {
    yield* tasks.ended;
  } finally {
    // When all have ended, another wait would be a place for a cancellation to take the place of a failure.
    if (!tasks.ended.reached) {
      tasks.cancel(self.reason);
      yield* tasks.ended;
    }
    tasks.rethrow();
  }
  return yield* main;
}

class ScopedTasks implements Scope {
  readonly scheduler: Scheduler;
  readonly tasks: Set<Task>;
  readonly ended: AllEnded;
  /** The same error comes again from each task that joined the one that failed. */
  private readonly failures: Set<unknown>;
  /** Why the tasks were cancelled; later ones are cancelled for the same reason. */
  private cancelled: { readonly reason: unknown } | null;

  constructor(scheduler: Scheduler) {
    this.scheduler = scheduler;
    this.tasks = new Set();
    this.ended = new AllEnded(this.tasks);
    this.failures = new Set();
    this.cancelled = null;
  }

  go<R>(body: Body<R>, options?: TaskOptions): Task<ResultOf<R>> {
    if (this.ended.reached) throw new ClosedError("this scope has ended: use go()");
    if (DEBUG && options !== undefined) checkOptions("go() of a scope", options);
    const task = go(body, { scheduler: this.scheduler, ...options });
    this.tasks.add(task);
    const outcome = task.outcome() as Source<TaskOutcome<unknown>>;
    if (outcome.poll() === notReady) outcome.subscribe(new ChildWatch((end) => this.childEnded(task, end)));
    if (this.cancelled !== null) task.cancel(this.cancelled.reason);
    return task;
  }

  cancel(reason?: unknown): void {
    if (this.cancelled !== null) return;
    this.cancelled = { reason };
    for (const task of this.tasks) task.cancel(reason);
  }

  /** Throws the first failure, with the others attached to it. */
  rethrow(): void {
    if (this.failures.size === 0) return;
    const [first, ...later] = this.failures;
    try {
      // Not by `suppressed`: an error that cannot be read can hold none. User code may run here, and in the next line.
      const value = [...((first as { [suppressedKey]?: unknown[] })[suppressedKey] ?? []), ...later];
      if (later.length > 0) Object.defineProperty(first, suppressedKey, { value, configurable: true });
    } catch {
      for (const each of later) hereScheduler().reportThrown("a task of a scope", each);
    }
    throw first;
  }

  private childEnded(task: Task, outcome: TaskOutcome<unknown>): void {
    this.tasks.delete(task);
    if (outcome.status === "failed") {
      this.failures.add(outcome.error);
      this.cancel(outcome.error);
    }
    if (this.tasks.size === 0) this.ended.reach();
  }
}

/** Completes when the set of tasks is empty, once and for all. */
class AllEnded extends QueuedSource<void> {
  reached: boolean;
  private readonly tasks: ReadonlySet<Task>;

  constructor(tasks: ReadonlySet<Task>) {
    super();
    this.reached = false;
    this.tasks = tasks;
  }

  reach(): void {
    this.reached = true;
    this.waiters.deliverAll();
  }

  poll(): undefined | NotReady {
    return this.reached ? undefined : notReady;
  }

  override describe(): string {
    return `the tasks of a scope, ${this.tasks.size} left`;
  }
}

/** Watches the end of a child without a task of its own. */
class ChildWatch implements Waiter<TaskOutcome<unknown>> {
  after: Waiter | null;
  before: Waiter | null;
  readonly deliver: (outcome: TaskOutcome<unknown>) => void;

  constructor(deliver: (outcome: TaskOutcome<unknown>) => void) {
    this.after = null;
    this.before = null;
    this.deliver = deliver;
  }

  claim(): boolean {
    return true;
  }

  // An outcome is a value; there is nothing to fail with.
  fail(): void {}
}

class ScopeSource<T> extends Source<T> {
  /** Leaving it cancels the scope, also without having waited. */
  readonly actsWhenMade: true;
  private readonly owner: TaskCore<T>;

  constructor(owner: TaskCore<T>) {
    super();
    this.actsWhenMade = true;
    this.owner = owner;
  }

  override *[Symbol.iterator](): Generator<Wait, T, unknown> {
    const { owner } = this;
    try {
      // A wait on this source, and not on the owner: one that is given up without being resumed, as by a kill, cancels the scope.
      return yield* { [Symbol.iterator]: () => this as unknown as Iterator<Wait, T, unknown> };
    } finally {
      owner.cancel();
      // Once the scope has ended, another wait would be a place for a cancellation to take the place of its failure.
      if ((owner.flags & ENDED) === 0) yield* owner.outcome();
      if (owner.status === "failed") owner.poll(); // its failure counts for more than a cancellation
    }
  }

  poll(): T | NotReady {
    return this.owner.poll();
  }

  subscribe(waiter: Waiter<T>): void {
    this.owner.subscribe(waiter);
  }

  unsubscribe(waiter: Waiter<T>): void {
    this.owner.unsubscribe(waiter);
    this.owner.cancel();
  }

  override describe(): string {
    return this.owner.describe();
  }
}
