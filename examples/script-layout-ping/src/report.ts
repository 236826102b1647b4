// The result for people: the table of 2013 with today's rows beside it, and all of them as bars.
import { bars } from "./bars.js";
import { figure, times } from "./figures.js";
import { figuresOf2013 } from "./figures-of-2013.js";
import { paint } from "./paint.js";
import { type Row, rounds } from "./rounds.js";
import { measuredTable } from "./table.js";

/** Formats rows for a terminal; `calls` is how many calls a round made. */
export function report(rows: readonly Row[], calls: number): string {
  const width = Math.min(process.stdout.columns || 80, 120);
  const title = `${calls.toLocaleString("en")} no-op calls from script to layout, Node ${process.versions.node}`;
  return [
    paint("bold", title),
    "",
    measuredTable(rows),
    "",
    bars(rows, width),
    "",
    ...summary(rows),
    paint("dim", `Medians of ${rounds} rounds, taken in turns after warm-up; 2013's machine was another.`),
  ].join("\n");
}

function summary(rows: readonly Row[]): string[] {
  const task = rows.find(({ name }) => name === "task")?.nsPerCall;
  const scheduler = figuresOf2013.find(({ name }) => name === "new scheduler")?.nsPerCall;
  if (task === undefined || scheduler === undefined) return [];
  const isFaster = task <= scheduler;
  const ratio = times(isFaster ? scheduler / task : task / scheduler);
  const than = `${ratio} times ${isFaster ? "faster" : "slower"} than the new scheduler of 2013`;
  return [`Between tasks: ${figure(task)} ns a call, ${than}.`];
}
