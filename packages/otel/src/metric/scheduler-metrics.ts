/** How long tasks wait for their tick, how much a scheduler has to do, and how busy it is. */
import { counters, type Scheduler } from "@mailslot/core";
import type { Reader } from "./observed.js";

const PERCENTILES = [0.5, 0.9, 0.99];

/** Looks at the counters of a scheduler, each time that metrics are read. */
export function schedulerMetrics(scheduler: Scheduler): Reader {
  const attributes = { "mailslot.scheduler.name": scheduler.name };
  let before: readonly number[] = [];
  let delays: readonly number[] = PERCENTILES.map(() => 0);
  return {
    readings: [
      ...PERCENTILES.map((part) => ({
        name: `mailslot.scheduler.delay.p${part * 100}`,
        description: `How long tasks waited for their tick since metrics were read before: ${part * 100} % of samples at most this`,
        unit: "s",
        kind: "gauge" as const,
      })),
      { name: "mailslot.scheduler.tasks", description: "Tasks that have not ended", unit: "{task}", kind: "sum" },
      {
        name: "mailslot.scheduler.runnable",
        description: "Tasks that wait for their tick",
        unit: "{task}",
        kind: "sum",
      },
      { name: "mailslot.scheduler.ticks", description: "Ticks of tasks", unit: "{tick}", kind: "counter" },
      { name: "mailslot.scheduler.busy", description: "Time spent in turns", unit: "s", kind: "counter" },
    ],
    read(observe) {
      const { delay, live, depth, ticks, busy } = counters(scheduler);
      const fresh = delay.samples.map((samples, n) => samples - (before[n] ?? 0));
      if (fresh.some((samples) => samples > 0))
        delays = PERCENTILES.map((part) => boundAt(fresh, delay.microseconds, part));
      before = delay.samples;
      for (const [n, seconds] of delays.entries()) observe(n, seconds, attributes);
      observe(3, live, attributes);
      observe(4, depth.slot + depth.queue + depth.io, attributes);
      observe(5, ticks, attributes);
      observe(6, busy / 1000, attributes);
    },
  };
}

/** Returns the bound, in seconds, that `part` of the samples are under. */
function boundAt(samples: readonly number[], microseconds: readonly number[], part: number): number {
  const all = samples.reduce((sum, each) => sum + each, 0);
  let below = 0;
  for (const [n, each] of samples.entries()) {
    below += each;
    if (below >= all * part) return (microseconds[n] as number) / 1_000_000;
  }
  return 0;
}
