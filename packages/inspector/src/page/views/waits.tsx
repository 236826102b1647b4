/** Who waits for whom: cycles, which never end by themselves, and chains, by how many wait behind the last. */
import type { JSX } from "preact";
import type { ChainRow, WaitRow } from "../../protocol/frames.js";
import { count, duration } from "../parts/format.js";
import { chains, waiting } from "../state.js";

/** Milliseconds after which a chain stands out. */
const STUCK = 1_000;

export function Waits(): JSX.Element {
  const { rows } = chains.value;
  return (
    <section class="view scroll" aria-label="Who waits for whom">
      <div class="tools">
        <span class="note" role="status">
          {count(waiting.value)} wait for a reply or for an end
        </span>
      </div>
      <Chains rows={rows} />
      {rows.length === 0 && <p class="empty">Nobody waits for anybody.</p>}
    </section>
  );
}

export function Chains({ rows }: { rows: readonly ChainRow[] }): JSX.Element {
  return (
    <ol class="chains">
      {rows.map((row) => (
        <li key={row.key} class={`chain ${row.cycle ? "cycle" : row.ms >= STUCK ? "stuck" : ""}`}>
          <header>
            <b>{titleOf(row)}</b>
            <span class="faint">
              {row.ms > 0 && `for ${duration(row.ms)}`}
              {row.cycle &&
                row.behind > row.links.length &&
                `, ${count(row.behind - row.links.length)} more wait for them`}
            </span>
          </header>
          <p class="links">
            {row.links.map((link, n) => (
              <LinkOf
                key={`${n} ${link.name}`}
                link={link}
                isLast={n === row.links.length - 1}
                cycle={row.cycle}
                left={n === 0 ? row.left : 0}
              />
            ))}
            {row.cycle && <span class="node first">{row.links[0]?.name}</span>}
          </p>
        </li>
      ))}
    </ol>
  );
}

function titleOf({ cycle, links, behind, ms }: ChainRow): string {
  if (cycle) return `Cycle: each of ${links.length} waits for the next, so none can go on`;
  const last = links.at(-1)?.name ?? "";
  const who = behind === 1 ? "1 waits" : `${count(behind)} wait`;
  return `${ms >= STUCK ? "Stuck: " : ""}${who} for ${last}`;
}

function LinkOf({
  link,
  isLast,
  cycle,
  left,
}: {
  link: WaitRow;
  isLast: boolean;
  cycle: boolean;
  left: number;
}): JSX.Element {
  const { name, message, ms, waitsFor } = link;
  return (
    <>
      <span class={`node ${isLast && !cycle ? "last" : ""}`} title={waitsFor ?? ""}>
        {name}
        {ms !== null && <small>{duration(ms)}</small>}
        {isLast && !cycle && (
          <small class="faint">{waitsFor === null ? "runs, or its mailbox waits" : `waits for ${waitsFor}`}</small>
        )}
      </span>
      {left > 0 && <span class="arrow">→ {count(left)} more</span>}
      {(!isLast || cycle) && (
        <span class="arrow">{message === null ? "waits for the end of" : `asks ${message}`} →</span>
      )}
    </>
  );
}
