/**
 * A stage for tests: a scheduler of their own over a manual event loop, so that every run is the same. Nothing happens
 * before `run`, and the clock begins at `start` ms; what nobody joined and failed is kept in `unhandled`.
 */
import { createScheduler, ManualEventLoop, type Policy, type Scheduler } from "@mailslot/core";

export interface Stage {
  readonly loop: ManualEventLoop;
  readonly scheduler: Scheduler;
  readonly go: Scheduler["go"];
  readonly unhandled: unknown[];
  /** Runs tasks until all of them wait or have ended. */
  run(): void;
}

export function stage(name = "stage", policy: Partial<Policy> = {}, start = 0): Stage {
  const loop = new ManualEventLoop(start);
  const unhandled: unknown[] = [];
  const scheduler = createScheduler({ name, loop, policy, onUnhandled: (error) => void unhandled.push(error) });
  return { loop, scheduler, unhandled, go: (body, options) => scheduler.go(body, options), run: () => loop.run() };
}
