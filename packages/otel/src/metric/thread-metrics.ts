/** What worker threads have done. */
import type { Reader } from "./observed.js";

/** What of threads of `@mailslot/threads` is looked at. */
export interface CountedThreads {
  /** How many workers there are. */
  readonly workers: number;
  /** What each has done so far; counts wrap at 2^31. */
  counters(): readonly ThreadCounts[];
}

/** What one thread has done so far. */
export interface ThreadCounts {
  /** The number of the worker. */
  readonly thread: number;
  /** Jobs run. */
  readonly run: number;
  /** How often it has stolen from another. */
  readonly steals: number;
  /** Jobs shown to others. */
  readonly shown: number;
  /** How often it had more than its ring holds. */
  readonly overflows: number;
  /** How often it has parked. */
  readonly parks: number;
}

const COUNTS = ["run", "steals", "shown", "overflows", "parks"] as const;
const ABOUT: Readonly<Record<(typeof COUNTS)[number], readonly [name: string, description: string, unit: string]>> = {
  run: ["jobs", "Jobs run", "{job}"],
  steals: ["steals", "Times that a thread has stolen jobs from another", "{steal}"],
  shown: ["shown", "Jobs shown to other threads", "{job}"],
  overflows: ["overflows", "Times that half of a ring went to its inject ring", "{overflow}"],
  parks: ["parks", "Times that a thread has parked", "{park}"],
};

/** Looks at the counters of threads, each time that metrics are read. */
export function threadMetrics(threads: CountedThreads): Reader {
  const totals = new Map<string, { seen: number; total: number }>();
  const total = (key: string, seen: number): number => {
    const known = totals.get(key) ?? { seen: 0, total: 0 };
    known.total += (seen - known.seen) >>> 0; // they wrap
    known.seen = seen;
    totals.set(key, known);
    return known.total;
  };
  return {
    readings: [
      { name: "mailslot.thread.workers", description: "Worker threads", unit: "{thread}", kind: "sum" },
      ...COUNTS.map((count) => {
        const [name, description, unit] = ABOUT[count];
        return { name: `mailslot.thread.${name}`, description, unit, kind: "counter" as const };
      }),
    ],
    read(observe) {
      observe(0, threads.workers);
      for (const counts of threads.counters()) {
        const attributes = { "mailslot.thread.number": counts.thread };
        for (const [n, count] of COUNTS.entries())
          observe(n + 1, total(`${counts.thread} ${count}`, counts[count]), attributes);
      }
    },
  };
}
