/** Draws a trace: a row for each event, a column for each task, so that what runs when is seen at a glance. */
import type { TraceEvent } from "@mailslot/core";
import { cell, widthOf } from "./cells.js";

/** The columns of a terminal, for all tasks and for one. */
const WIDTH = 150;
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

/** Returns the last rows of a trace as text: of those tasks that ran last, and says what is left out. */
export function columns(events: readonly TraceEvent[]): string {
  const names = new Map(events.map(({ id, task }) => [id, task]));
  const all = events.flatMap((event) => rowOf(event) ?? []);
  const rows = all.slice(-ROWS);
  const latest = new Set([...new Set(rows.map(({ id }) => id).reverse())].slice(0, COLUMNS));
  const shown = [...new Set(rows.map(({ id }) => id))].filter((id) => latest.has(id));
  const drawn = rows.filter(({ id }) => latest.has(id));
  const widest = Math.min(WIDEST, Math.floor(WIDTH / shown.length));
  const widths = shown.map((id) => {
    const texts = drawn.filter((row) => row.id === id).map(({ text }) => widthOf(text));
    return Math.min(widest, Math.max(widthOf(names.get(id) ?? ""), ...texts));
  });
  const line = (at: string, cells: readonly string[]): string =>
    `  ${at.padStart(7)}  ${cells.map((text, n) => cell(text, widths[n] as number)).join("  ")}`.trimEnd();
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
  const tasks = new Set(all.map(({ id }) => id)).size - shown.length;
  return [head, ...body, ...leftOut(all.length - drawn.length, tasks)].join("\n");
}

function leftOut(events: number, tasks: number): string[] {
  if (events === 0) return [];
  const whose =
    tasks === 0 ? "" : `, ${tasks === 1 ? "those of 1 other task" : `those of ${tasks} other tasks`} among them`;
  return [`  ${events === 1 ? "1 event is" : `${events} events are`} not drawn${whose}`];
}
