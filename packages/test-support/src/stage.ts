/**
 * A stage for tests: a scheduler of their own over a manual event loop, so that every run is the same. Nothing happens
 * before `run`, and the clock begins at `start` ms; a failure that no task joined is kept in `unhandled`.
 */
import { createScheduler, dump, ManualEventLoop, type Policy, type Scheduler, type Source } from "@mailslot/core";
import { policyOf, schedule, scheduleSeed } from "./schedule.js";

export interface Stage {
  readonly loop: ManualEventLoop;
  readonly scheduler: Scheduler;
  readonly go: Scheduler["go"];
  readonly unhandled: unknown[];
  /** Runs tasks until all of them wait or have ended. */
  run(): void;
  /** Runs until `source` gives its value; throws what it fails with, and when it does not come without time passing. */
  now<T>(source: Source<T>): T;
  /** What is still there: the tasks that live, by name, and how many timers of the host run. */
  left(): { readonly tasks: readonly string[]; readonly timers: number };
}

/** Makes a stage whose tasks run in any order, which MAILSLOT_SCHEDULE=… chooses. */
export function stage(name = "stage", policy: Partial<Policy> = {}, start = 0): Stage {
  const seed = scheduleSeed();
  const made = orderedStage(name, policyOf(policy, seed), start);
  if (seed !== null) schedule(made.scheduler, seed);
  return made;
}

/** Makes a stage whose tasks run in the scheduler's own order whatever the schedule: for tests of what T3 and S1 to S6 promise. */
export function orderedStage(name = "stage", policy: Partial<Policy> = {}, start = 0): Stage {
  const loop = new CountedLoop(start);
  const unhandled: unknown[] = [];
  const scheduler = createScheduler({ name, loop, policy, onUnhandled: (error) => void unhandled.push(error) });
  return {
    loop,
    scheduler,
    unhandled,
    go: (body, options) => scheduler.go(body, options),
    run: () => loop.run(),
    now<T>(source: Source<T>): T {
      const task = scheduler.go(() => source);
      const outcome = task.outcome();
      scheduler.go(() => outcome); // a failure is seen
      loop.run();
      if (task.status === "waiting") throw new Error(`${source.describe()} is not there`);
      return task.poll() as T;
    },
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
