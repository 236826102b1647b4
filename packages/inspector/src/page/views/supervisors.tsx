/** The trees of supervisors, with restarts as they happen. */
import { signal } from "@preact/signals";
import type { JSX } from "preact";
import type { ReportRow, TreeRow } from "../../protocol/frames.js";
import { clockTime, count } from "../parts/format.js";
import { VirtualList } from "../parts/virtual-list.js";
import { missed, reports, roots } from "../state.js";

/** Milliseconds for which a restart is shown as new. */
const NEW = 5_000;

/** The nodes that are folded, by their keys. */
const folded = signal<ReadonlySet<string>>(new Set());

/** A node in sight, and where it stands. */
interface Line {
  readonly key: string;
  readonly node: TreeRow;
  readonly level: number;
  readonly isOpen: boolean;
  readonly isNew: boolean;
}

export function Supervisors(): JSX.Element {
  const lines = linesOf(roots.value, newOnes(reports.value));
  return (
    <section class="view split" aria-label="Supervisors">
      <VirtualList
        label="Supervision trees"
        role="tree"
        rows={lines}
        keyOf={({ key }) => key}
        draw={drawLine}
        empty="No supervisor runs."
        attributes={({ level, node, isOpen }) => ({
          "aria-level": level + 1,
          ...(node.children.length === 0 ? {} : { "aria-expanded": isOpen }),
        })}
        onKey={(key, line) => fold(key, line)}
      />
      <Reports />
    </section>
  );
}

export function Reports(): JSX.Element {
  return (
    <div class="feed" role="log" aria-label="Restarts">
      <h2>
        Restarts
        {missed.value.reports > 0 && <span class="note">{count(missed.value.reports)} came too fast to be shown</span>}
      </h2>
      {reports.value.length === 0 && <p class="empty">Nothing has failed since you look.</p>}
      <ol>
        {reports.value.slice(0, 100).map(({ number, at, event, supervisor, child, reason }) => (
          <li key={number}>
            <time>{clockTime(at)}</time> <b>{child}</b> <em class={`tag ${event.replaceAll(" ", "-")}`}>{event}</em>
            <span class="faint"> below {supervisor}</span>
            <code title={reason}>{reason}</code>
          </li>
        ))}
      </ol>
    </div>
  );
}

function drawLine({ key, node, level, isOpen, isNew }: Line): JSX.Element {
  const { id, name, type, status, strategy, restart, restarts, reason, children, more } = node;
  return (
    <div class={`tree-line ${status}`} style={{ paddingLeft: `${level * 18 + 8}px` }} role="presentation">
      <button
        type="button"
        tabIndex={-1}
        class="fold"
        aria-hidden="true"
        onClick={() => toggle(key)}
        disabled={children.length === 0}
      >
        {children.length === 0 ? "·" : isOpen ? "▾" : "▸"}
      </button>
      <i class={`dot ${status}`} title={status} />
      {id !== null && <b>{id}</b>}
      <span class="name">{name}</span>
      {type !== "actor" && <em class="tag">{strategy ?? type}</em>}
      {restart !== null && restart !== "permanent" && <em class="tag">{restart}</em>}
      {status !== "running" && <em class="tag bad">{status}</em>}
      {restarts > 0 && (
        <em class={`tag warn ${isNew ? "new" : ""}`}>{restarts === 1 ? "1 restart" : `${count(restarts)} restarts`}</em>
      )}
      {reason !== null && (
        <span class="faint" title={reason}>
          {reason}
        </span>
      )}
      {more > 0 && <em class="tag">and {count(more)} more children</em>}
    </div>
  );
}

function linesOf(trees: readonly TreeRow[], news: ReadonlySet<string>): Line[] {
  const lines: Line[] = [];
  const add = (node: TreeRow, level: number, above: string): void => {
    const key = `${above}/${node.id ?? node.name}`;
    const isOpen = !folded.value.has(key);
    lines.push({ key, node, level, isOpen, isNew: news.has(`${nameOf(above)}/${node.id}`) });
    if (isOpen) for (const child of node.children) add(child, level + 1, key);
  };
  for (const root of trees) add(root, 0, "");
  return lines;
}

function nameOf(key: string): string {
  return key.slice(key.lastIndexOf("/") + 1);
}

function newOnes(rows: readonly ReportRow[]): Set<string> {
  const since = Date.now() - NEW;
  return new Set(rows.filter(({ at }) => at > since).map(({ supervisor, child }) => `${supervisor}/${child}`));
}

function fold(key: string, { key: line, isOpen }: Line): boolean {
  if ((key === "ArrowRight" && !isOpen) || (key === "ArrowLeft" && isOpen) || key === "Enter" || key === " ") {
    toggle(line);
    return true;
  }
  return false;
}

function toggle(key: string): void {
  const next = new Set(folded.value);
  if (!next.delete(key)) next.add(key);
  folded.value = next;
}
