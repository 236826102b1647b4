/** Spawning: the public functions that start tasks, and the default scheduler they start them on. */
import { fairness } from "../host/await-fairness.js";
import { hostEventLoop } from "../host/event-loop.js";
import { checkOptions, checkSchedulerGiven } from "../misuse.js";
import { defaultPolicy } from "../policy.js";
import type { Body, ResultOf, Task, TaskOptions } from "../task/handle.js";
import { asBody, type Frame } from "../task/steps.js";
import type { AnyBody, TaskCore } from "../task/task.js";
import type { Scheduler } from "./handle.js";
import { runningTask, turn } from "./running.js";
import { SchedulerCore } from "./scheduler.js";

let main: SchedulerCore | null = null;

/**
 * Returns the scheduler of everything that is started outside every task.
 *
 * @example
 * ```ts
 * import { defaultScheduler, go } from "@mailslot/core";
 *
 * const scheduler = defaultScheduler();
 * scheduler.onUnhandled = (error, task) => console.log(`${task?.name}: ${error}`); // loader: Error: no route
 * go(function* loader() {
 *   throw new Error("no route");
 * });
 * ```
 */
export function defaultScheduler(): Scheduler {
  main ??= new SchedulerCore("main", hostEventLoop(), defaultPolicy);
  return main;
}

/**
 * Returns the scheduler of the running task, else the default one.
 *
 * @example
 * ```ts
 * import { createScheduler, currentScheduler, defaultScheduler } from "@mailslot/core";
 *
 * console.log(currentScheduler() === defaultScheduler()); // true
 * const other = createScheduler({ name: "other" });
 * console.log(await other.go(() => currentScheduler().name)); // other
 * ```
 */
export function currentScheduler(): Scheduler {
  return hereScheduler();
}

export function hereScheduler(): SchedulerCore {
  return (runningTask()?.ambient.scheduler as SchedulerCore | undefined) ?? (defaultScheduler() as SchedulerCore);
}

/**
 * Makes `scheduler` the default one, by whose event loop awaited operations are kept fair as well, and returns the one before.
 */
export function exchangeDefault(scheduler: Scheduler): Scheduler {
  const before = defaultScheduler();
  main = scheduler as SchedulerCore;
  Object.assign(fairness, { loop: scheduler.loop, polledAt: scheduler.loop.now(), count: 0 });
  return before;
}

/**
 * Starts a detached task and returns its handle. The body is a generator function, in which `yield*` waits; or an
 * async or plain function. It goes to the back of the run queue: `go(a); go(b)` runs a, then b.
 *
 * To spawn many tasks from one generator function, call it: `go(worker(job))` runs the steps that it returns, which must not
 * have begun, and needs no function for each. Such a task is called `steps`; `go(() => worker(job))`, a little slower, by
 * its text.
 *
 * A failure that has not been joined by the time the promise jobs of the turn have run goes to the scheduler's
 * `onUnhandled`.
 *
 * @example
 * ```ts
 * import { go, sleep, type Steps } from "@mailslot/core";
 *
 * function* greet(name: string): Steps<string> {
 *   yield* sleep(1);
 *   return `hello ${name}`;
 * }
 * const task = go(() => greet("Ann"));
 * console.log(await task); // hello Ann
 * ```
 */
export function go<R>(body: Body<R>, options?: TaskOptions): Task<ResultOf<R>> {
  const runs = asBody(body);
  if (options === undefined) return start(runs) as unknown as Task<ResultOf<R>>;
  if (DEBUG) checkOptions("go()", options);
  const { scheduler } = options;
  if (DEBUG && scheduler !== undefined) checkSchedulerGiven("go", scheduler);
  return ((scheduler as SchedulerCore | undefined) ?? hereScheduler()).spawn(runs, options) as unknown as Task<
    ResultOf<R>
  >;
}

/** The short way of most spawns: the child of a task shares what that inherited. */
function start(body: AnyBody | Frame): TaskCore {
  const { task } = turn;
  if (task === null) return (defaultScheduler() as SchedulerCore).spawn(body);
  const { ambient } = task;
  return (ambient.scheduler as SchedulerCore).spawnIn(ambient, body);
}

/**
 * Returns the running task, or null outside every tick (and after the first `await` of an async body).
 *
 * @example
 * ```ts
 * import { currentTask, go } from "@mailslot/core";
 *
 * console.log(currentTask()); // null
 * console.log(await go(() => currentTask()?.name, { name: "worker" })); // worker
 * ```
 */
export function currentTask(): Task | null {
  return runningTask() as Task | null;
}
