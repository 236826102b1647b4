/** What matters first: how busy the program is, who is stuck, whose mailbox is longest, and what failed last. */
import type { JSX } from "preact";
import { count, percent, rate } from "../parts/format.js";
import { LineChart } from "../parts/line-chart.js";
import { actorCounts, actors, chains, order, pulses } from "../state.js";
import { ActorList } from "./actors.js";
import { BUSY, busyShare, seriesOf, TICKS, tickRate } from "./schedulers.js";
import { Reports } from "./supervisors.js";
import { Chains } from "./waits.js";

/** How many actors and chains are shown. */
const TOP = 10;
const CHAINS = 4;

export function Overview(): JSX.Element {
  const all = pulses.value;
  const stuck = chains.value.rows.slice(0, CHAINS);
  const schedulers = all.at(-1)?.schedulers ?? [];
  return (
    <section class="view scroll" aria-label="Overview">
      <div class="charts">
        {schedulers.slice(0, 2).map(({ name }, n) => (
          <LineChart
            key={`busy ${name}`}
            title={`${name}: busy`}
            lines={BUSY}
            data={seriesOf(all, n, busyShare)}
            value={percent}
          />
        ))}
        {schedulers.slice(0, 1).map(({ name }, n) => (
          <LineChart
            key={`ticks ${name}`}
            title={`${name}: ticks a second`}
            lines={TICKS}
            data={seriesOf(all, n, tickRate)}
            value={rate}
          />
        ))}
      </div>
      {stuck.length > 0 && (
        <article class="card">
          <h2>Who waits for whom</h2>
          <Chains rows={stuck} />
        </article>
      )}
      <div class="columns-2">
        <article class="card">
          <h2>
            {order.value === "time"
              ? "Longest at one message"
              : order.value === "name"
                ? "Actors"
                : "Longest mailboxes"}
            <span class="note">{count(actorCounts.value.total)} actors</span>
          </h2>
          <div class="short">
            <ActorList rows={actors.value.rows.slice(0, TOP)} empty="No actor lives." />
          </div>
        </article>
        <article class="card">
          <Reports />
        </article>
      </div>
    </section>
  );
}
