/** What is counted all the time anyway: the counters of schedulers and threads, and the dead letters. */
import { deadLetterCount } from "@mailslot/actor";
import { counters, type Scheduler } from "@mailslot/core";
import type { Delay, Frame, SchedulerRow, ThreadRow } from "../protocol/frames.js";

/** A pool of threads, as far as it is looked at: what `startThreads` of `@mailslot/threads` gives. */
export interface ThreadsSeen {
  /** How many workers there are: the thread of that number is the one that started them. */
  readonly workers?: number;
  /** Returns the counters of each thread, and as `delay` how long tasks waited for their turn there. */
  counters(): readonly object[];
  /** Records what all threads do, until `stop` of what it gives. Default: none, and only this thread is recorded. */
  trace?(options: { readonly capacity: number }): Promise<ThreadsRecorder>;
}

/** A recording of all threads of a pool. */
export interface ThreadsRecorder {
  /** Ends it, and gives what was recorded. */
  stop(): Promise<{
    /** Of each thread, how many older events were overwritten. */
    readonly threads: readonly { readonly lost: number }[];
    /** Makes a file in the Trace Event Format. */
    toChromeTrace(): { readonly traceEvents: readonly object[] };
  }>;
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
      const { thread = n, delay, ...rest } = each as Record<string, unknown>;
      const counts = Object.entries(rest).filter((entry): entry is [string, number] => typeof entry[1] === "number");
      const isCaller = thread === pool.workers;
      return {
        pool: number,
        thread: Number(thread),
        isCaller,
        counts: Object.fromEntries(counts),
        delay: isCaller || !isDelay(delay) ? null : delay,
      };
    });
  } catch {
    return []; // a pool that was closed has no counters
  }
}

function isDelay(value: unknown): value is Delay {
  const { microseconds, samples } = Object(value) as Partial<Delay>;
  return Array.isArray(microseconds) && Array.isArray(samples);
}
