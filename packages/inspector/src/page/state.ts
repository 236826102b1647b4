/** What the page knows: the newest of every frame, as signals, so that only what shows something is drawn when it changes. */
import { type Signal, signal } from "@preact/signals";
import type {
  ActorOrder,
  ActorRow,
  ChainRow,
  Frame,
  LetterRow,
  MessageRow,
  ReportRow,
  Rows,
  Tab,
  TraceEntry,
  TreeRow,
} from "../protocol/frames.js";

export type Pulse = Extract<Frame, { type: "pulse" }>;
export type Hello = Extract<Frame, { type: "hello" }>;

/** Pulses that are kept for charts, two a second. */
const PULSES = 360;
/** Rows of feeds that are kept. */
const KEPT = 1_000;

/** A recording that has come. */
export interface Recorded {
  readonly entries: readonly TraceEntry[];
  readonly lost: number;
}

/** Rows in their order; a row that has not changed is the same object. */
export interface Table<T> {
  readonly rows: readonly T[];
  readonly byKey: ReadonlyMap<string, T>;
}

const EMPTY = { rows: [], byKey: new Map() };

export const connected: Signal<"connecting" | "open" | "lost"> = signal("connecting");
export const hello: Signal<Hello | null> = signal(null);
export const tab: Signal<Tab> = signal("overview");
export const order: Signal<ActorOrder> = signal("depth");
export const query: Signal<string> = signal("");
export const isPaused: Signal<boolean> = signal(false);
export const pulses: Signal<readonly Pulse[]> = signal([]);
export const actors: Signal<Table<ActorRow>> = signal(EMPTY);
export const actorCounts: Signal<{ readonly total: number; readonly matching: number }> = signal({
  total: 0,
  matching: 0,
});
export const chains: Signal<Table<ChainRow>> = signal(EMPTY);
export const waiting: Signal<number> = signal(0);
export const messages: Signal<Table<MessageRow>> = signal(EMPTY);
/** Whether there are so many messages that they are measured only now and then. */
export const areMany: Signal<boolean> = signal(false);
export const roots: Signal<readonly TreeRow[]> = signal([]);
export const reports: Signal<readonly ReportRow[]> = signal([]);
export const letters: Signal<readonly LetterRow[]> = signal([]);
export const missed: Signal<{ readonly reports: number; readonly letters: number }> = signal({
  reports: 0,
  letters: 0,
});
export const isRecording: Signal<boolean> = signal(false);
export const recorded: Signal<Recorded | null> = signal(null);
let parts: TraceEntry[] = [];

/** Takes in what the server says. */
export function take(frame: Frame): void {
  switch (frame.type) {
    case "hello":
      forget();
      hello.value = frame;
      return;
    case "pulse":
      pulses.value = [...pulses.value, frame].slice(-PULSES);
      return;
    case "actors":
      actors.value = patched(actors.value, frame.rows);
      actorCounts.value = { total: frame.total, matching: frame.matching };
      return;
    case "waits":
      chains.value = patched(chains.value, frame.rows);
      waiting.value = frame.waiting;
      return;
    case "messages":
      messages.value = patched(messages.value, frame.rows);
      areMany.value = frame.isResting;
      return;
    case "tree":
      roots.value = frame.roots;
      return;
    case "reports":
      reports.value = [...frame.rows.toReversed(), ...reports.value].slice(0, KEPT);
      missed.value = { ...missed.value, reports: frame.missed };
      return;
    case "letters":
      letters.value = [...frame.rows.toReversed(), ...letters.value].slice(0, KEPT);
      missed.value = { ...missed.value, letters: frame.missed };
      return;
    case "recording":
      isRecording.value = frame.on;
      return;
    case "trace":
      takeTrace(frame);
  }
}

function takeTrace({ entries, first, last, lost }: Extract<Frame, { type: "trace" }>): void {
  if (first) parts = [];
  for (const entry of entries) parts.push(entry);
  if (!last) return;
  recorded.value = { entries: parts, lost };
  parts = [];
}

/** Another connection begins: its rows are told from the beginning. */
function forget(): void {
  pulses.value = [];
  actors.value = chains.value = EMPTY;
  messages.value = EMPTY;
  reports.value = [];
  letters.value = [];
  parts = [];
}

function patched<T extends { readonly key: string }>(table: Table<T>, { order: keys, changed }: Rows<T>): Table<T> {
  if (changed.length === 0 && keys === undefined) return table;
  const news = new Map(changed.map((row) => [row.key, row]));
  const rows = (keys ?? table.rows.map(({ key }) => key)).flatMap((key) => {
    const row = news.get(key) ?? table.byKey.get(key);
    return row === undefined ? [] : [row];
  });
  return { rows, byKey: new Map(rows.map((row) => [row.key, row])) };
}
