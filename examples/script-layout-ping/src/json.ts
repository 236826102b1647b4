// The result for programs: one JSON object on one line.
import type { Row } from "./rounds.js";

/** Formats rows, with hundredths of nanoseconds. */
export function toJson(rows: readonly Row[]): string {
  const rounded = rows.map(({ name, nsPerCall }) => ({ name, nsPerCall: Number(nsPerCall.toFixed(2)) }));
  return JSON.stringify({ node: process.versions.node, rows: rounded });
}
