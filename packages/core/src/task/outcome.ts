/** The end of a task as a value: how it ended, whichever way, without throwing. */
import { type NotReady, notReady } from "../source/operation.js";
import { Source } from "../source/source.js";
import { type Waiter, WaitList } from "../source/waiter.js";
import { CANCELLED, ENDED, OBSERVED, REJECTED } from "./flags.js";
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
