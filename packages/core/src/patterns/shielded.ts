/** A region in which a cancellation waits. */
import { checkFunction } from "../misuse.js";
import { go } from "../scheduler/go.js";
import { runningTask } from "../scheduler/running.js";
import { notReady } from "../source/operation.js";
import { CANCEL, CANCELLED } from "../task/flags.js";
import type { ResultOf, Steps, Task } from "../task/handle.js";
import type { TaskCore } from "../task/task.js";

/**
 * Runs `body` in a task of its own, to its end, even if the task that waits for it is cancelled meanwhile: that gets the
 * result all the same, and its next wait throws the cancellation. For what must not stop half-way, such as a
 * commit. It delays a cancellation for as long as it takes: limit its waits in time. A body that has failed throws its
 * failure here; one cancelled before it begins this region never enters it.
 *
 * Killing an actor does not wait for its regions, though they run to their end.
 *
 * @example
 * ```ts
 * import { go, shielded, sleep } from "@mailslot/core";
 *
 * const task = go(function* order() {
 *   const receipt = yield* shielded(function* pay() {
 *     yield* sleep(5);
 *     return "paid";
 *   });
 *   console.log(receipt); // paid
 *   yield* sleep(60_000);
 * });
 * await go(() => sleep(1));
 * task.cancel();
 * console.log((await task.outcome()).status); // cancelled
 * ```
 */
export function* shielded<R>(body: (task: Task) => R): Steps<ResultOf<R>> {
  checkFunction("the body given to shielded()", body);
  const owner = runningTask() as TaskCore | null;
  const region = go(body, { name: body.name || "shielded" });
  try {
    return yield* region;
  } catch (error) {
    // What was thrown is the failure of the region, or a cancellation, after which the region may have ended.
    if (owner === null) throw error;
    const outcome = region.outcome();
    const ended = outcome.poll();
    const end = ended === notReady ? yield* outcome : ended;
    if (end.status !== "completed") throw end.status === "failed" ? end.error : error;
    owner.flags = (owner.flags & ~CANCELLED) | CANCEL; // it has not been told yet
    return end.value;
  }
}
