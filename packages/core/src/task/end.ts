/** The end of a task: as a value, however it ended, and as what links and monitors watch in its instant. */

import { messageOf, UnhandledTaskError } from "../errors.js";
import { checkKind, checkTask } from "../misuse.js";
import { type NotReady, notReady } from "../source/operation.js";
import { Source } from "../source/source.js";
import { type Waiter, WaitList } from "../source/waiter.js";
import { CANCELLED, ENDED, OBSERVED, REJECTED } from "./flags.js";
import type { Task } from "./handle.js";
import type { TaskCore } from "./task.js";

/** How a task ended. */
export type TaskOutcome<T> =
  | {
      readonly status: "completed";
      /** What the body returned. */
      readonly value: T;
    }
  | {
      readonly status: "failed";
      /** What the body threw. */
      readonly error: unknown;
    }
  | {
      readonly status: "cancelled";
      /** What `cancel` was given, or the signal's reason. */
      readonly reason: unknown;
    };

export class Outcome<T> extends Source<TaskOutcome<T>> {
  private readonly task: TaskCore<T>;

  constructor(task: TaskCore<T>) {
    super();
    this.task = task;
  }

  poll(): TaskOutcome<T> | NotReady {
    if ((this.task.flags & ENDED) === 0) return notReady;
    this.task.flags |= OBSERVED;
    return outcomeOf(this.task);
  }

  subscribe(waiter: Waiter<TaskOutcome<T>>): void {
    const extras = this.task.extras();
    extras.watchers ??= new WaitList();
    (extras.watchers as WaitList<TaskOutcome<T>>).add(waiter);
  }

  unsubscribe(waiter: Waiter<TaskOutcome<T>>): void {
    (this.task.extras().watchers as WaitList<TaskOutcome<T>> | null)?.remove(waiter);
  }

  override describe(): string {
    return `the end of ${this.task.describe()}`;
  }
}

export function outcomeOf<T>(task: TaskCore<T>): TaskOutcome<T> {
  if ((task.flags & REJECTED) === 0) return { status: "completed", value: task.value as T };
  if ((task.flags & CANCELLED) === 0) return { status: "failed", error: task.value };
  return { status: "cancelled", reason: task.reason };
}

/** A callback for the end of a task. */
export interface EndWatcher {
  /**
   * Called once, in the instant of the end; `seen` tells whether the end had a waiter. Must neither throw nor wait.
   * Returns whether a failure counts as seen: false leaves that to those who join the task.
   */
  ended(outcome: TaskOutcome<unknown>, seen: boolean): boolean;
}

/**
 * Calls `watcher` when `task` ends; at once if it has ended. Unlike a wait, this alone does not count as seeing a failure.
 *
 * @example
 * ```ts
 * import { go, watchEnd } from "@mailslot/core";
 *
 * const task = go(() => 42);
 * watchEnd(task, {
 *   ended: ({ status }) => {
 *     console.log(status); // completed
 *     return false;
 *   },
 * });
 * await task;
 * ```
 */
export function watchEnd(task: Task, watcher: EndWatcher): void {
  checkTask("watchEnd", task);
  if (DEBUG) checkKind("the watcher given to watchEnd()", watcher, "ended", "an object with ended()");
  const node = task as unknown as TaskCore;
  if ((node.flags & ENDED) !== 0) {
    tell(node, watcher);
    return;
  }
  const extras = node.extras();
  if (extras.endWatchers === null) extras.endWatchers = new EndWatchers(watcher);
  else extras.endWatchers.all.push(watcher);
}

/** Takes back what {@link watchEnd} was given, once; does nothing when the task has ended. */
export function unwatchEnd(task: Task, watcher: EndWatcher): void {
  const node = task as unknown as TaskCore;
  const all = node.known?.endWatchers?.all;
  const index = (node.flags & ENDED) === 0 && all !== undefined ? all.indexOf(watcher) : -1;
  if (index >= 0) all?.splice(index, 1);
}

/** Whether a task or something else waits for the end now; who watches it does not count. */
export function isAwaited(task: Task): boolean {
  return (task as unknown as TaskCore).isJoined();
}

/** The watchers of the end of one task, in the order in which they came. */
export class EndWatchers {
  readonly all: EndWatcher[];

  constructor(first: EndWatcher) {
    this.all = [first];
  }

  tellAll(task: TaskCore): void {
    for (const each of this.all) tell(task, each);
  }
}

function tell(node: TaskCore, watcher: EndWatcher): void {
  try {
    if (watcher.ended(outcomeOf(node), (node.flags & OBSERVED) !== 0)) node.flags |= OBSERVED; // user code may run here
  } catch (error) {
    node.ambient.scheduler.reportThrown(`an end watcher of ${node.describe()}`, error);
  }
}

/**
 * Reports an error to `onUnhandled` as an unseen failure of `task`, however the task itself ended.
 *
 * @example
 * ```ts
 * import { createScheduler, reportFailure } from "@mailslot/core";
 *
 * const scheduler = createScheduler({ onUnhandled: (error) => console.log(`${error}`.includes("disk")) }); // true
 * const task = scheduler.go(() => 42, { name: "writer" });
 * await task;
 * reportFailure(task, new Error("the disk is full"));
 * ```
 */
export function reportFailure(task: Task, error: unknown): void {
  checkTask("reportFailure", task);
  const { failures } = (task as unknown as TaskCore).ambient.scheduler;
  const text = `task ${task.name} ended because of a failure that no task has seen: ${messageOf(error)}. Monitor it, or set onUnhandled`;
  failures.add({ value: new UnhandledTaskError(text, error), isObserved: () => false });
}
