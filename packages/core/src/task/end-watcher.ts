/** Watching the end of a task in its instant, and answering for its failure: links and monitors are made of this. */
import { messageOf, UnhandledTaskError } from "../errors.js";
import { ENDED, OBSERVED } from "./flags.js";
import type { Task } from "./handle.js";
import { outcomeOf, type TaskOutcome } from "./outcome.js";
import type { TaskCore } from "./task.js";

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
  const node = task as unknown as TaskCore;
  if ((node.flags & ENDED) !== 0) {
    tell(node, watcher);
    return;
  }
  const extras = node.extras();
  if (extras.endWatchers === null) extras.endWatchers = new EndWatchers(watcher);
  else extras.endWatchers.all.push(watcher);
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
  const { failures } = (task as unknown as TaskCore).ambient.scheduler;
  const text = `task ${task.name} ended because of a failure that no task has seen: ${messageOf(error)}. Monitor it, or set onUnhandled`;
  failures.add({ value: new UnhandledTaskError(text, error), isObserved: () => false });
}
