/** The schedulers: how busy each is, what waits, and how long tasks wait for their turn; and the threads of pools. */
import type { JSX } from "preact";
import type { SchedulerRow } from "../../protocol/frames.js";
import { count, duration, percent, rate } from "../parts/format.js";
import { Histogram } from "../parts/histogram.js";
import { type Line, LineChart } from "../parts/line-chart.js";
import { type Pulse, pulses } from "../state.js";
import { Threads } from "./threads.js";

/** How many pulses make the last 30 s. */
const RECENT = 60;

export function Schedulers(): JSX.Element {
  const all = pulses.value;
  const newest = all.at(-1);
  if (newest === undefined) return <p class="empty">Waiting for the first figures.</p>;
  const before = all[Math.max(0, all.length - RECENT)] ?? newest;
  return (
    <section class="view scroll" aria-label="Schedulers">
      {newest.schedulers.map((scheduler, n) => (
        <article class="card" key={`${n} ${scheduler.name}`}>
          <h2>{scheduler.name}</h2>
          <Facts scheduler={scheduler} />
          <div class="charts">
            <LineChart title="busy" lines={BUSY} data={seriesOf(all, n, busyShare)} value={percent} />
            <LineChart title="ticks a second" lines={TICKS} data={seriesOf(all, n, tickRate)} value={rate} />
          </div>
          <Histogram
            label="Wait for a turn"
            microseconds={scheduler.delay.microseconds}
            samples={scheduler.delay.samples}
            before={before.schedulers[n]?.delay.samples ?? []}
          />
        </article>
      ))}
      {newest.threads.length > 0 && <Threads rows={newest.threads} before={before.threads} />}
    </section>
  );
}

export const BUSY: readonly Line[] = [{ label: "busy", colour: "blue" }];
export const TICKS: readonly Line[] = [{ label: "ticks", colour: "green" }];

type Step = (newer: SchedulerRow, older: SchedulerRow, ms: number) => number;
export const busyShare: Step = (newer, older, ms) => Math.min(1, (newer.busy - older.busy) / ms);
export const tickRate: Step = (newer, older, ms) => ((newer.ticks - older.ticks) / ms) * 1_000;

/** Returns the times and, from each pulse to the next, the value for scheduler `n`. */
export function seriesOf(all: readonly Pulse[], n: number, step: Step): number[][] {
  const times: number[] = [];
  const values: number[] = [];
  for (let k = 1; k < all.length; k++) {
    const [older, newer] = [all[k - 1] as Pulse, all[k] as Pulse];
    const [one, other] = [older.schedulers[n], newer.schedulers[n]];
    const ms = newer.clock - older.clock;
    if (one === undefined || other === undefined || ms < 50) continue;
    times.push(newer.at / 1_000);
    values.push(step(other, one, ms));
  }
  return [times, values];
}

function Facts({ scheduler }: { scheduler: SchedulerRow }): JSX.Element {
  const { live, depth, turns, ticks, forcedYields, busy } = scheduler;
  const facts: readonly (readonly [string, string])[] = [
    ["live tasks", count(live)],
    ["runnable", count(depth.slot + depth.queue + depth.io)],
    ["turns", count(turns)],
    ["ticks", count(ticks)],
    ["forced yields", count(forcedYields)],
    ["in turns", duration(busy)],
  ];
  return (
    <dl class="facts">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
