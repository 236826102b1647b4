/**
 * A stage for tests: a scheduler of their own over a manual event loop, so that every run is the same. Nothing happens
 * before `run`; what nobody joined and failed is kept in `unhandled`.
 */
import { type Definition, type Ref, spawnWith } from "@mailslot/actor";
import { createScheduler, ManualEventLoop, type Policy, type Scheduler } from "@mailslot/core";

export interface Stage {
  readonly loop: ManualEventLoop;
  readonly scheduler: Scheduler;
  readonly go: Scheduler["go"];
  readonly unhandled: unknown[];
  /** Spawns an actor on this stage. */
  spawn<A extends readonly unknown[], R>(definition: Definition<A, R>, ...args: A): Ref<R>;
  /** Runs tasks until all of them wait or have ended. */
  run(): void;
}

export function stage(name = "stage", policy: Partial<Policy> = {}): Stage {
  const loop = new ManualEventLoop();
  const unhandled: unknown[] = [];
  const scheduler = createScheduler({ name, loop, policy, onUnhandled: (error) => void unhandled.push(error) });
  return {
    loop,
    scheduler,
    unhandled,
    go: (body, options) => scheduler.go(body, options),
    spawn: (definition, ...args) => spawnWith({ scheduler }, definition, ...args),
    run: () => loop.run(),
  };
}
