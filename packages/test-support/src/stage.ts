/**
 * A stage for tests: a scheduler of their own over a manual event loop, so that every run is the same. Nothing happens
 * before `run`, and the clock begins at `start` ms; a failure that no task joined is kept in `unhandled`.
 */
import { createScheduler, dump, ManualEventLoop, type Policy, type Scheduler } from "@mailslot/core";

export interface Stage {
  readonly loop: ManualEventLoop;
  readonly scheduler: Scheduler;
  readonly go: Scheduler["go"];
  readonly unhandled: unknown[];
  /** Runs tasks until all of them wait or have ended. */
  run(): void;
  /** What is still there: the tasks that live, by name, and how many timers of the host run. */
  left(): { readonly tasks: readonly string[]; readonly timers: number };
}

export function stage(name = "stage", policy: Partial<Policy> = {}, start = 0): Stage {
  const loop = new CountedLoop(start);
  const unhandled: unknown[] = [];
  const scheduler = createScheduler({ name, loop, policy, onUnhandled: (error) => void unhandled.push(error) });
  return {
    loop,
    scheduler,
    unhandled,
    go: (body, options) => scheduler.go(body, options),
    run: () => loop.run(),
    left: () => ({ tasks: dump(scheduler).map((task) => task.name), timers: loop.running.size }),
  };
}

/** A manual loop that knows which of its timers run. A scheduler has one as long as any timer of its own runs. */
class CountedLoop extends ManualEventLoop {
  readonly running: Set<unknown> = new Set();

  override startTimer(delay: number, callback: () => void): unknown {
    const timer = super.startTimer(delay, () => {
      this.running.delete(timer);
      callback();
    });
    this.running.add(timer);
    return timer;
  }

  override stopTimer(timer: unknown): void {
    this.running.delete(timer);
    super.stopTimer(timer);
  }
}
