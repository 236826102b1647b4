/**
 * Fields that few tasks need: a name, a signal, watchers of the end. The object is the list of joiners as well, since a
 * field for it would cost 8 bytes in every task that has no extras.
 */

import { WaitList } from "../source/waiter.js";
import type { EndWatchers } from "./end.js";
import { outcomeOf, type TaskOutcome } from "./end.js";
import type { TaskCore } from "./task.js";

export class TaskExtras extends WaitList<unknown> {
  name: string | null;
  /** Why the task was cancelled. */
  reason: unknown;
  controller: AbortController | null;
  /** Waiters for the outcome: they complete however the task ends. */
  watchers: WaitList<TaskOutcome<unknown>> | null;
  /** Runs at the end of the task, for example to stop listening to a signal. */
  atEnd: (() => void) | null;
  /** Watchers that are called in the instant of the end. */
  endWatchers: EndWatchers | null;
  /** What a kind of tasks keeps here: see `attached` of StacklessTask. */
  attached: object | null;
  /** What the tracer keeps here. */
  traced: object | null;

  constructor() {
    super();
    this.name = null;
    this.reason = undefined;
    this.controller = null;
    this.watchers = null;
    this.atEnd = null;
    this.endWatchers = null;
    this.attached = null;
    this.traced = null;
  }

  ended(task: TaskCore): void {
    this.atEnd?.();
    this.atEnd = null; // a handle that is kept does not keep its signal
    this.endWatchers?.tellAll(task);
    this.endWatchers = null;
    this.watchers?.deliverAll(outcomeOf(task));
  }
}
