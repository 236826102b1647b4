/** Draws a trace: a row for each event, a column for each task, so that what runs when is seen at a glance. */
import type { TraceEvent } from "@mailslot/core";

const WIDEST = 32;
const COLUMNS = 6;
const ROWS = 60;

/** How an event is told in the column of its task; of the others it is told enough. */
const WORDS: { readonly [kind: string]: (event: TraceEvent) => string } = {
  send: ({ detail }) => `send → ${detail}`,
  receive: ({ detail }) => `got ${detail}`,
  wait: ({ detail }) => `waits for ${detail}`,
  yield: () => "gives way",
  exit: ({ detail }) => (detail === "completed" ? "ends" : `ends: ${detail}`),
};

interface Row {
  readonly id: number;
  readonly text: string;
  readonly at: number;
}

function rowOf(event: TraceEvent): Row | null {
  const { at, by, id, kind, task } = event;
  if (kind === "spawn") return by === 0 ? null : { id: by, at, text: `starts ${task}` };
  const text = WORDS[kind]?.(event);
  return text === undefined ? null : { id, at, text };
}

function cut(text: string, width: number): string {
  return text.length > width ? `${text.slice(0, width - 1)}…` : text;
}

/** Returns the last rows of a trace as text. */
export function columns(events: readonly TraceEvent[]): string {
  const names = new Map(events.map(({ id, task }) => [id, task]));
  const rows = events.flatMap((event) => rowOf(event) ?? []).slice(-ROWS);
  const shown = [...new Set(rows.map(({ id }) => id))].slice(-COLUMNS);
  const drawn = rows.filter(({ id }) => shown.includes(id));
  const widths = shown.map((id) => {
    const texts = drawn.filter((row) => row.id === id).map(({ text }) => text.length);
    return Math.min(WIDEST, Math.max((names.get(id) ?? "").length, ...texts));
  });
  const line = (at: string, cells: readonly string[]): string => {
    const padded = cells.map((cell, n) => cut(cell, widths[n] as number).padEnd(widths[n] as number));
    return `  ${at.padStart(7)}  ${padded.join("  ")}`.trimEnd();
  };
  let time = Number.NaN;
  const body = drawn.map((row) => {
    const at = row.at === time ? "" : `${Math.round(row.at)} ms`;
    time = row.at;
    return line(
      at,
      shown.map((id) => (id === row.id ? row.text : "·")),
    );
  });
  const head = line(
    "time",
    shown.map((id) => names.get(id) ?? ""),
  );
  return [head, ...body].join("\n");
}
