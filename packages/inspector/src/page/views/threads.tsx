/** The threads of pools: what each has done, and how long tasks wait for their turn on each worker. */
import type { JSX } from "preact";
import type { ThreadRow } from "../../protocol/frames.js";
import { count } from "../parts/format.js";
import { Histogram } from "../parts/histogram.js";

interface Props {
  readonly rows: readonly ThreadRow[];
  /** The rows as they were some time ago. */
  readonly before: readonly ThreadRow[];
}

export function Threads({ rows, before }: Props): JSX.Element {
  const columns = Object.keys(rows[0]?.counts ?? {});
  return (
    <article class="card">
      <h2>Threads</h2>
      <div class="wide">
        <table>
          <thead>
            <tr>
              <th>thread</th>
              {columns.map((column) => (
                <th key={column} class="number">
                  {column}
                </th>
              ))}
              <th class="number">run in the last 30 s</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row, n) => (
              <tr key={nameOf(row)}>
                <th scope="row">{nameOf(row)}</th>
                {columns.map((column) => (
                  <td key={column} class="number">
                    {count(row.counts[column] ?? 0)}
                  </td>
                ))}
                <td class="number">{count((row.counts.run ?? 0) - (before[n]?.counts.run ?? 0))}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <Delays rows={rows} before={before} />
    </article>
  );
}

/** Of each worker on which tasks have waited, the histogram; the others are named. */
function Delays({ rows, before }: Props): JSX.Element {
  const without = rows.filter((row) => row.delay !== null && !hasSamples(row));
  return (
    <>
      <div class="charts">
        {rows.map(
          (row, n) =>
            row.delay !== null &&
            hasSamples(row) && (
              <Histogram
                key={nameOf(row)}
                label={`Wait for a turn, ${nameOf(row)}`}
                microseconds={row.delay.microseconds}
                samples={row.delay.samples}
                before={before[n]?.delay?.samples ?? []}
              />
            ),
        )}
      </div>
      {without.length > 0 && <p class="note">No task has waited behind others yet: {without.map(nameOf).join(", ")}</p>}
    </>
  );
}

function hasSamples({ delay }: ThreadRow): boolean {
  return delay?.samples.some((each) => each > 0) ?? false;
}

function nameOf({ pool, thread, isCaller }: ThreadRow): string {
  const name = isCaller ? "calling thread" : `worker ${thread}`;
  return pool === 0 ? name : `${name} of pool ${pool}`;
}
