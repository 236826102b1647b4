/** A failure as a table for the terminal: a line per step, a column per thread. */

import { checkFailure } from "../argument.js";
import type { Failure } from "./failure.js";

const MAX_COLUMN = 44;

type Paint = (text: string) => string;

const plain: Paint = (text) => text;
const COLOURS: readonly Paint[] = [36, 33, 35, 32, 34, 31].map((code) => (text) => `\u001b[${code}m${text}\u001b[39m`);
const dim: Paint = (text) => `\u001b[2m${text}\u001b[22m`;
const bold: Paint = (text) => `\u001b[1m${text}\u001b[22m`;

/**
 * Writes a failure for a person to read: a line per step, a column per thread. `colour` adds escape codes for a terminal;
 * default: false. The text ends without a newline.
 *
 * @example
 * ```ts
 * import { explore, formatFailure } from "@mailslot/loom";
 * import * as assert from "node:assert";
 *
 * const { failure } = explore(() => {
 *   Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
 * });
 * assert.ok(failure);
 * assert.match(formatFailure(failure), /^deadlock: .*main is in Atomics\.wait/);
 * ```
 */
export function formatFailure(failure: Failure, colour = false): string {
  checkFailure("formatFailure", failure);
  const columns = columnsOf(failure);
  const widths = columns.map((thread) => widthOf(failure, thread));
  const emphasis = colour ? bold : plain;
  const lines = [
    emphasis(`${failure.kind}: ${failure.message}`),
    "",
    header(failure, columns, widths),
    ...failure.steps.map((_, at) => line(failure, at, columns, widths, colour)),
    "",
    `Replay with { replay: ${JSON.stringify(failure.schedule)} } (${countOf(failure.preemptions)}).`,
  ];
  return lines.map((text) => text.trimEnd()).join("\n");
}

/** Lists the labels of the threads that took steps, parents before children. */
export function columnsOf(failure: Failure): string[] {
  return [...new Set(failure.steps.map(({ thread }) => thread))].sort(byLabel);
}

/** Says a number of preemptions in words. */
export function countOf(preemptions: number): string {
  return `${preemptions} ${preemptions === 1 ? "preemption" : "preemptions"}`;
}

function byLabel(left: string, right: string): number {
  return left.localeCompare(right, "en", { numeric: true });
}

function widthOf(failure: Failure, thread: string): number {
  const texts = failure.steps.filter((step) => step.thread === thread).map(({ text }) => text.length);
  return Math.min(MAX_COLUMN, Math.max(nameOf(failure, thread).length, ...texts));
}

export function nameOf(failure: Failure, thread: string): string {
  return failure.threads.get(thread) ?? thread;
}

function header(failure: Failure, columns: readonly string[], widths: readonly number[]): string {
  const names = columns.map((thread, at) => column(nameOf(failure, thread), widths[at]!));
  return `  step  ${names.join("  ")}  source`;
}

function line(
  failure: Failure,
  at: number,
  columns: readonly string[],
  widths: readonly number[],
  colour: boolean,
): string {
  const step = failure.steps[at]!;
  const cells = columns.map((thread, nth) => {
    const text = column(thread === step.thread ? step.text : "", widths[nth]!);
    return colour && thread === step.thread ? COLOURS[nth % COLOURS.length]!(text) : text;
  });
  const site = step.site ?? "";
  return `${String(at + 1).padStart(6)}  ${cells.join("  ")}  ${colour ? dim(site) : site}`;
}

function column(text: string, width: number): string {
  return text.length > width ? `${text.slice(0, width - 1)}…` : text.padEnd(width);
}
