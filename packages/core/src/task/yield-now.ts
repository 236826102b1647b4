/** Giving way: an operation that puts the task at the back of the run queue once. */
import { outsideTask } from "../misuse.js";
import { turn } from "../scheduler/running.js";
import { ready, WAITING, type Wait } from "../source/operation.js";
import { Source } from "../source/source.js";
import { DELIVERED, YIELDED } from "./flags.js";
import { nowRunnable } from "./one-place.js";

class YieldNow extends Source<void> {
  override next(): IteratorResult<Wait, void> {
    const { task } = turn;
    if (task === null) throw outsideTask(this);
    if ((task.flags & DELIVERED) !== 0) return task.take(); // its cancellation
    if ((task.flags & YIELDED) !== 0) {
      task.flags &= ~YIELDED;
      return ready(undefined);
    }
    task.flags |= YIELDED;
    if (DEBUG) nowRunnable(task);
    turn.push(task); // the task runs, so the turn is that of its scheduler
    return WAITING;
  }

  // Under await, which gives way by itself, and in a select, it is ready at once.
  poll(): void {}
  subscribe(): void {}
  unsubscribe(): void {}

  override describe(): string {
    return "yieldNow()";
  }
}

const once = /* @__PURE__ */ new YieldNow();

/**
 * Lets every other runnable task run once, then goes on.
 *
 * @example
 * ```ts
 * import { go, yieldNow } from "@mailslot/core";
 *
 * const order: string[] = [];
 * const long = go(function* long() {
 *   order.push("first half");
 *   yield* yieldNow();
 *   order.push("second half");
 * });
 * go(() => void order.push("other task"));
 * await long;
 * console.log(order.join(", ")); // first half, other task, second half
 * ```
 */
export function yieldNow(): Source<void> {
  return once;
}
