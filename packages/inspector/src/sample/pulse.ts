/** What is counted all the time anyway: the counters of schedulers and threads, and the dead letters. */
import { deadLetterCount } from "@mailslot/actor";
import { counters, type Scheduler } from "@mailslot/core";
import type { Frame, SchedulerRow, ThreadRow } from "../protocol/frames.js";

/** A pool of threads, as far as it is looked at: what `startThreads` of `@mailslot/threads` gives. */
export interface ThreadsSeen {
  /** Returns the counters of each thread. */
  counters(): readonly object[];
}

export function pulseOf(
  schedulers: readonly Scheduler[],
  pools: readonly ThreadsSeen[],
  clock: { now(): number },
  share: number,
): Frame {
  return {
    type: "pulse",
    at: Date.now(),
    clock: clock.now(),
    schedulers: schedulers.map(schedulerRow),
    threads: pools.flatMap((pool, n) => threadRows(pool, n)),
    letters: deadLetterCount(),
    share,
    heap: process.memoryUsage.rss === undefined ? 0 : process.memoryUsage().heapUsed,
  };
}

function schedulerRow(scheduler: Scheduler): SchedulerRow {
  const { turns, ticks, forcedYields, busy, live, depth, delay } = counters(scheduler);
  return { name: scheduler.name, turns, ticks, forcedYields, busy, live, depth, delay };
}

function threadRows(pool: ThreadsSeen, number: number): ThreadRow[] {
  try {
    return pool.counters().map((each, n) => {
      const { thread = n, ...rest } = each as Record<string, unknown>;
      const counts = Object.entries(rest).filter((entry): entry is [string, number] => typeof entry[1] === "number");
      return { pool: number, thread: Number(thread), counts: Object.fromEntries(counts) };
    });
  } catch {
    return []; // a pool that was closed has no counters
  }
}
