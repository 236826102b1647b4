/** An operation that was complete when it was made, such as a send that found room. */
import { outsideTask } from "../misuse.js";
import { turn } from "../scheduler/running.js";
import { DELIVERED } from "../task/flags.js";
import { ready, type Wait } from "./operation.js";
import { outOfBudget, Source } from "./source.js";

/** The class behind {@link completed}, to derive from. */
export class Completed extends Source<void> {
  private readonly description: string;

  constructor(description: string) {
    super();
    this.description = description;
  }

  /** See {@link actsWhenMade} of sources: it has happened. */
  get actsWhenMade(): boolean {
    return true;
  }

  override next(): IteratorResult<Wait, void> {
    const { task } = turn;
    if (task === null) throw outsideTask(this);
    if ((task.flags & DELIVERED) !== 0) return task.take();
    return --turn.budget < 0 ? outOfBudget(task, this) : ready(undefined);
  }

  poll(): void {}
  subscribe(): void {}
  unsubscribe(): void {}

  override describe(): string {
    return this.description;
  }
}

/**
 * Makes the operation of something that has happened already; one can serve for all. A task that is out of budget gives
 * way at it. If it is cancelled meanwhile, the operation returns all the same, and the next wait throws.
 */
export function completed(description: string): Source<void> {
  return new Completed(description);
}

/** The operation of every send that was complete at once. */
export const SENT: Source<void> = /* @__PURE__ */ completed("a send that is complete");
