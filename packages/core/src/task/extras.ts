/**
 * What few tasks have: a name of their own, a signal, somebody told of every end. It is the list of joiners as well,
 * since a field of its own would cost 8 bytes in every task that has none.
 */

import { WaitList } from "../source/waiter.js";
import type { EndWatchers } from "./end-watcher.js";
import { outcomeOf, type TaskOutcome } from "./outcome.js";
import type { TaskCore } from "./task.js";

export class TaskExtras extends WaitList<unknown> {
  name: string | null;
  /** Why the task was cancelled. */
  reason: unknown;
  controller: AbortController | null;
  /** Who wants to know that the task has ended, however it ended. */
  watchers: WaitList<TaskOutcome<unknown>> | null;
  /** What else is to be done at the end of the task, such as to stop listening to a signal. */
  atEnd: (() => void) | null;
  /** Who hears of the end in its instant. */
  endWatchers: EndWatchers | null;

  constructor() {
    super();
    this.name = null;
    this.reason = undefined;
    this.controller = null;
    this.watchers = null;
    this.atEnd = null;
    this.endWatchers = null;
  }

  ended(task: TaskCore): void {
    this.atEnd?.();
    this.endWatchers?.tellAll(task);
    this.watchers?.deliverAll(outcomeOf(task));
  }
}
