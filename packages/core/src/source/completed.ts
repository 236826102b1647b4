/** The operation of a send that is complete already; one for all. */
import { outsideTask } from "../misuse.js";
import { running, runningTask } from "../scheduler/running.js";
import { DELIVERED } from "../task/flags.js";
import { ready, type Wait } from "./operation.js";
import { Source } from "./source.js";

class Sent extends Source<void> {
  override next(): IteratorResult<Wait, void> {
    const task = runningTask();
    if (task === null) throw outsideTask(this);
    if ((task.flags & DELIVERED) !== 0) return task.take();
    if (--running.budget >= 0) return ready(undefined);
    // The message has gone, so the body must be told that, cancelled or not, once it has given way.
    task.flags |= DELIVERED;
    task.value = undefined;
    return task.giveWay();
  }

  poll(): void {}
  subscribe(): void {}
  unsubscribe(): void {}

  override describe(): string {
    return "a send that is complete";
  }
}

export const SENT: Source<void> = /* @__PURE__ */ new Sent();
