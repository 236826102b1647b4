/** How long tasks waited for their turn: a bar for each power of two, of all samples and of the newest. */
import type { JSX } from "preact";
import { count, duration } from "./format.js";

interface Props {
  readonly label: string;
  readonly microseconds: readonly number[];
  readonly samples: readonly number[];
  /** The samples as they were some time ago. */
  readonly before: readonly number[];
}

export function Histogram({ label, microseconds, samples, before }: Props): JSX.Element {
  const used = samples.findLastIndex((each) => each > 0);
  const shown = Math.max(10, used + 1);
  const news = samples.map((each, n) => Math.max(0, each - (before[n] ?? 0)));
  const most = Math.max(1, ...samples);
  const mostNew = Math.max(1, ...news);
  const all = samples.reduce((sum, each) => sum + each, 0);
  return (
    <figure class="histogram" role="img" aria-label={`${label}: ${textOf(microseconds, samples)}`}>
      <figcaption>
        <span>
          {label}: <b>{count(all)}</b> samples, half under{" "}
          <b>{duration(quantile(microseconds, samples, 0.5) / 1_000)}</b>, 99 % under{" "}
          <b>{duration(quantile(microseconds, samples, 0.99) / 1_000)}</b>
        </span>
        <span class="legend">
          <i class="all" /> since the start <i class="new" /> last 30 s
        </span>
      </figcaption>
      <div class="bars">
        {microseconds.slice(0, shown).map((limit, n) => (
          <div class="bar" key={limit} title={`under ${duration(limit / 1_000)}: ${count(samples[n] ?? 0)}`}>
            <div class="columns">
              <i class="all" style={{ height: `${heightOf(samples[n] ?? 0, most)}%` }} />
              <i class="new" style={{ height: `${heightOf(news[n] ?? 0, mostNew)}%` }} />
            </div>
            <span>{n % 2 === 0 ? duration(limit / 1_000) : ""}</span>
          </div>
        ))}
      </div>
    </figure>
  );
}

/** A few samples must be seen beside a million. */
function heightOf(samples: number, most: number): number {
  return samples === 0 ? 0 : Math.max(2, (Math.log1p(samples) / Math.log1p(most)) * 100);
}

function quantile(limits: readonly number[], samples: readonly number[], share: number): number {
  const all = samples.reduce((sum, each) => sum + each, 0);
  let seen = 0;
  for (const [n, each] of samples.entries()) if ((seen += each) >= all * share) return limits[n] ?? 0;
  return 0;
}

function textOf(limits: readonly number[], samples: readonly number[]): string {
  return limits
    .map((limit, n) => [limit, samples[n] ?? 0] as const)
    .filter(([, each]) => each > 0)
    .map(([limit, each]) => `${count(each)} under ${duration(limit / 1_000)}`)
    .join(", ");
}
