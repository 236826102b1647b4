// The result for people: what each number of workers took, and who painted how much.
import Table from "cli-table3";
import type { Painting } from "./painter.js";
import type { View } from "./rows.js";

/** What was painted, and how. */
export interface Result {
  readonly view: View;
  readonly path: string;
  /** How large the file is. */
  readonly bytes: number;
  /** Whether one worker and all of them have painted the same picture. */
  readonly same: boolean;
  readonly one: Painting;
  readonly all: Painting;
}

/** Formats a result for a terminal of 80 columns. */
export function report({ view, path, bytes, same, one, all }: Result): string {
  const table = new Table({
    head: ["workers", "ms", "jobs of each worker", "thefts of each"],
    colAligns: ["right", "right", "left", "left"],
    colWidths: [null, null, 30, 22],
    wordWrap: true,
    style: { head: [], border: [], compact: true },
  });
  for (const { workers, ms, run, stolen } of [one, all])
    table.push([workers, Math.round(ms).toLocaleString("en"), run.join(" "), stolen.join(" ")]);
  const faster = `speed-up ${(one.ms / all.ms).toFixed(2)} over one worker`;
  const picture = same ? "the same picture" : "ANOTHER PICTURE";
  const file = `${path}: ${view.width} × ${view.height} pixels, ${bytes.toLocaleString("en")} bytes`;
  return `${table}\n${faster}; both painted ${picture}\n${file}`;
}
