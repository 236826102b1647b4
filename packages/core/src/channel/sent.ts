/** The operation of a send that is complete already; one for all. */
import { outsideTask } from "../misuse.js";
import { ready, type Wait } from "../operation.js";
import { running } from "../running.js";
import { Source } from "../source.js";

class Sent extends Source<void> {
  override next(): IteratorResult<Wait, void> {
    const task = running.task;
    if (task === null) throw outsideTask(this);
    // The message has gone: only the budget can make the sender wait. One tick has one budget, so this ends.
    return running.budget > 0 ? this.count() : super.next();
  }

  private count(): IteratorResult<Wait, void> {
    running.budget--;
    return ready(undefined);
  }

  poll(): void {}
  subscribe(): void {}
  unsubscribe(): void {}

  override describe(): string {
    return "a send that is complete";
  }
}

export const SENT: Source<void> = /* @__PURE__ */ new Sent();
