// Tables for the terminal. See docs/decisions/0030-terminal-output-of-examples.md.
import Table, { type HorizontalAlignment } from "cli-table3";
import { figure, times } from "./figures.js";
import { figuresOf2013 } from "./figures-of-2013.js";
import { paint } from "./paint.js";
import type { Row } from "./rounds.js";

/** Formats the table of 2013, with today's rows beside it; narrower than 80 columns. */
export function measuredTable(rows: readonly Row[]): string {
  const head = ["2013", "ns", "today", "ns", "fastest", "× function call"];
  return draw(head, lines(rows), { colAligns: ["left", "right", "left", "right", "right", "right"] });
}

/** Formats rows whose cells are wrapped to columns of the given widths. */
export function wrappedTable(
  head: string[],
  rows: string[][],
  widths: number[],
  aligns: HorizontalAlignment[],
): string {
  return draw(head, rows, { colWidths: widths, colAligns: aligns, wordWrap: true });
}

function draw(head: string[], rows: string[][], options: object): string {
  const table = new Table({ head, style: { head: [], border: [], compact: true }, ...options });
  table.push(...rows);
  return table.toString();
}

function lines(rows: readonly Row[]): string[][] {
  const base = rows.find(({ name }) => name === "function call")?.nsPerCall;
  return figuresOf2013.flatMap(({ name, nsPerCall, now }) => {
    const beside = rows.filter((row) => now.includes(row.name));
    return beside.map((row, n) => [n === 0 ? name : "", n === 0 ? figure(nsPerCall) : "", ...today(row, base)]);
  });
}

function today({ name, nsPerCall, fastest }: Row, base: number | undefined): string[] {
  const ratio = base === undefined ? "" : times(nsPerCall / base);
  return [paint("cyan", name), paint("cyan", figure(nsPerCall)), figure(fastest), ratio];
}
