/** Makes further schedulers, beside the default one. */

import { hostEventLoop } from "../host/event-loop.js";
import { checkFunction, checkKind, checkName, checkOptions } from "../misuse.js";
import { completePolicy } from "../policy.js";
import type { Scheduler, SchedulerOptions } from "./handle.js";
import { SchedulerCore } from "./scheduler.js";

/**
 * Makes a scheduler with its own policy, event loop and answer to unhandled failures. Fails with
 * `ERR_MAILSLOT_ARGUMENT` when the policy makes no sense.
 *
 * @example
 * ```ts
 * import { createScheduler, ManualEventLoop, sleep } from "@mailslot/core";
 *
 * const loop = new ManualEventLoop();
 * const scheduler = createScheduler({ name: "test", loop });
 * const nap = scheduler.go(function* nap() {
 *   yield* sleep(3_600_000);
 * });
 * loop.advance(3_600_000); // an hour passes at once
 * console.log(nap.status); // completed
 * ```
 */
export function createScheduler(options: SchedulerOptions = {}): Scheduler {
  if (DEBUG) checkOptions("createScheduler()", options);
  const { name = "scheduler", loop = hostEventLoop(), policy = {}, onUnhandled } = options;
  if (DEBUG) checkName("a scheduler", name);
  if (DEBUG) checkKind("the loop of a scheduler", loop, "afterPoll", "an event loop");
  if (DEBUG && onUnhandled !== undefined) checkFunction("onUnhandled of a scheduler", onUnhandled);
  const scheduler = new SchedulerCore(name, loop, completePolicy(policy));
  if (onUnhandled !== undefined) scheduler.onUnhandled = onUnhandled;
  return scheduler;
}
