/**
 * Task-local values, which children inherit.
 *
 * Invariants: a layer is never changed, and has more values than the one above it: there are few, and a set copies few
 * (the logarithmic method of Bentley and Saxe).
 */

import { UsageError } from "../errors.js";
import { checkName, checkTask } from "../misuse.js";
import { runningTask } from "../scheduler/running.js";
import { Ambient } from "./ambient.js";
import type { Task } from "./handle.js";
import type { TaskCore } from "./task.js";

/** A value of its own in every task; a task inherits what its parent had when it was spawned. */
export interface TaskLocal<T> {
  /** What errors call it. */
  readonly name: string;
  /** Returns the value in `task`, default: the running one; outside every task, the initial value. */
  get(task?: Task): T;
  /** Sets the value in `task`, default: the running one, and for the tasks it spawns from now on. */
  set(value: T, task?: Task): void;
}

/** Values that were set, by their key; those of the layers below are covered. */
interface Layer extends Map<object, unknown> {
  below?: Layer | null | undefined;
}

class Local<T> implements TaskLocal<T> {
  readonly name: string;
  private readonly initial: T;

  constructor(name: string, initial: T) {
    this.name = name;
    this.initial = initial;
  }

  get(task: Task | null = runningTask() as Task | null): T {
    if (DEBUG && task !== null) checkTask("get of a task-local", task);
    let layer = (task as TaskCore | null)?.ambient.locals as Layer | null | undefined;
    while (layer && !layer.has(this)) layer = layer.below;
    return layer ? (layer.get(this) as T) : this.initial;
  }

  set(value: T, task: Task | null = runningTask() as Task | null): void {
    if (task === null) {
      throw new UsageError(
        "ERR_MAILSLOT_OUTSIDE_TASK",
        `task-local ${this.name} is set outside a task: set it in a task, or give the task as second argument`,
      );
    }
    if (DEBUG) checkTask("set of a task-local", task);
    const node = task as unknown as TaskCore;
    const { scheduler, locals, carried } = node.ambient;
    let layer: Layer = new Map([[this, value]]);
    let below = locals as Layer | null | undefined;
    for (; below && below.size <= layer.size; below = below.below) layer = new Map([...below, ...layer]);
    layer.below = below;
    node.ambient = new Ambient(scheduler, layer, carried);
  }
}

/**
 * Makes a task-local value. Inside an async body, after its first `await`, no task is running: give the task that the
 * body received.
 *
 * @example
 * ```ts
 * import { go, taskLocal } from "@mailslot/core";
 *
 * const user = taskLocal("user", "nobody");
 * const task = go(function* request() {
 *   user.set("Ann");
 *   return yield* go(() => user.get()); // inherited
 * });
 * console.log(await task); // Ann
 * console.log(user.get()); // nobody
 * ```
 */
export function taskLocal<T>(name: string, initial: T): TaskLocal<T> {
  if (DEBUG) checkName("a task-local", name);
  return new Local(name, initial);
}
