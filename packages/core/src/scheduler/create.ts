/** Makes further schedulers, beside the default one. */

import { hostEventLoop } from "../host/event-loop.js";
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
  const { name = "scheduler", loop = hostEventLoop(), policy = {}, onUnhandled } = options;
  const scheduler = new SchedulerCore(name, loop, completePolicy(policy));
  if (onUnhandled !== undefined) scheduler.onUnhandled = onUnhandled;
  return scheduler;
}
