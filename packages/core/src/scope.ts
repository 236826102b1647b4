/**
 * Structured concurrency: a scope ends when all its tasks have ended. The first failure cancels the others and is
 * rethrown, with later failures attached; cancelling the scope cancels them all.
 *
 * Invariants: `tasks` are the tasks of the scope that have not ended; `ended` is told when the last of them has.
 */
import { ClosedError } from "./errors.js";
import { go } from "./go.js";
import { type NotReady, notReady, type Operation, type Wait } from "./operation.js";
import type { TaskOutcome } from "./outcome.js";
import { QueuedSource } from "./queued-source.js";
import type { Source } from "./source.js";
import type { Body, ResultOf, Task, TaskOptions } from "./task-handle.js";
import type { Waiter } from "./waiter.js";

/** Starts tasks that end before their scope does. */
export interface Scope {
  /** Starts a task of this scope. Whether somebody joins it or not, its failure fails the scope. */
  go<R>(body: Body<R>, options?: TaskOptions): Task<ResultOf<R>>;
  /** Cancels every task of the scope. */
  cancel(reason?: unknown): void;
}

const suppressedKey: unique symbol = Symbol.for("@mailslot/suppressed") as never;

/** Returns the failures that followed `error` in the scope that rethrew it. */
export function suppressed(error: unknown): readonly unknown[] {
  return (error as { [suppressedKey]?: unknown[] } | null)?.[suppressedKey] ?? [];
}

/**
 * Runs `body` and every task that it starts through the scope it is given; completes with the body's result when all
 * have ended. Acts when called. Under `yield*`, cancelling the waiting task cancels the scope and waits for its end.
 */
export function scope<R>(body: (scope: Scope) => R, options?: TaskOptions): Operation<ResultOf<R>> {
  const tasks = new ScopedTasks();
  const main = tasks.go(() => body(tasks), { ...options, name: body.name || "scope", signal: undefined });
  const owner = go(
    function* owner() {
      try {
        yield* tasks.ended;
      } finally {
        tasks.cancel();
        yield* tasks.ended;
      }
      tasks.rethrow();
      return yield* main;
    },
    { name: `scope ${body.name}`.trim(), ...options },
  );
  if (options?.signal?.aborted) tasks.cancel(options.signal.reason);
  // Cancelled before its first tick, the owner has no `finally` to run.
  (owner.outcome() as Source<TaskOutcome<unknown>>).subscribe(new ChildWatch(() => tasks.cancel()));
  return new ScopeOperation(owner as Task<ResultOf<R>>);
}

class ScopedTasks implements Scope {
  readonly tasks: Set<Task>;
  readonly ended: AllEnded;
  private failures: unknown[];

  constructor() {
    this.tasks = new Set();
    this.ended = new AllEnded(this.tasks);
    this.failures = [];
  }

  go<R>(body: Body<R>, options?: TaskOptions): Task<ResultOf<R>> {
    if (this.ended.reached)
      throw new ClosedError("this scope has ended: start the task with go(), or in a scope that is still open");
    const task = go(body, options);
    this.tasks.add(task);
    const outcome = task.outcome() as Source<TaskOutcome<unknown>>;
    if (outcome.poll() === notReady) outcome.subscribe(new ChildWatch((end) => this.childEnded(task, end)));
    return task;
  }

  cancel(reason?: unknown): void {
    for (const task of this.tasks) task.cancel(reason);
  }

  /** Throws the first failure, with the others attached to it. */
  rethrow(): void {
    if (this.failures.length === 0) return;
    const [first, ...later] = this.failures;
    if (later.length > 0 && typeof first === "object" && first !== null && Object.isExtensible(first)) {
      Object.defineProperty(first, suppressedKey, { value: later, configurable: true });
    }
    throw first;
  }

  private childEnded(task: Task, outcome: TaskOutcome<unknown>): void {
    this.tasks.delete(task);
    if (outcome.status === "failed") {
      // The same error comes again from each task that joined the one that failed.
      if (!this.failures.includes(outcome.error)) this.failures.push(outcome.error);
      this.cancel(outcome.error);
    }
    this.ended.check();
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

  check(): void {
    if (this.tasks.size > 0) return;
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

/** Hears of a child's end at once, without a task of its own. */
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

class ScopeOperation<T> implements Operation<T> {
  private readonly owner: Task<T>;

  constructor(owner: Task<T>) {
    this.owner = owner;
  }

  *[Symbol.iterator](): Generator<Wait, T, unknown> {
    try {
      return yield* this.owner;
    } finally {
      this.owner.cancel();
      yield* this.owner.outcome();
    }
  }

  then<A = T, B = never>(
    onValue?: ((value: T) => A | PromiseLike<A>) | null,
    onError?: ((error: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.owner.then(onValue, onError);
  }
}
