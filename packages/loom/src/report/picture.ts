/** A failure as a picture for a report: a column per thread, a row per step, in SVG or as a page of HTML. */

import { checkFailure } from "../argument.js";
import type { Failure } from "./failure.js";
import { columnsOf, countOf, nameOf } from "./table.js";

const ROW = 26;
const CHARACTER = 8;
const LINE = 20;
const MARGIN = 20;
const STEP_WIDTH = 46;
const SITE_WIDTH = 300;
const MAX_TEXT = 44;
const COLOURS: readonly string[] = ["#0b7285", "#b35900", "#862e9c", "#2b8a3e", "#1864ab", "#c92a2a"];

const ESCAPES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => ESCAPES[character]!);
}

function shorten(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length - 1)}…` : text;
}

/** Where things are in one picture. */
interface Layout {
  readonly columns: readonly string[];
  readonly columnWidth: number;
  readonly top: number;
  readonly height: number;
}

/**
 * Draws a failure as an SVG document: a row per step, a column per thread.
 *
 * @example
 * ```ts
 * import { explore, svgOf } from "@mailslot/loom";
 * import * as assert from "node:assert";
 *
 * const { failure } = explore(() => {
 *   throw new Error("failed");
 * });
 * assert.ok(failure);
 * assert.match(svgOf(failure), /^<svg /);
 * ```
 */
export function svgOf(failure: Failure): string {
  checkFailure("svgOf", failure);
  const columns = columnsOf(failure);
  const longest = Math.max(16, ...failure.steps.map(({ text }) => text.length));
  const columnWidth = Math.min(MAX_TEXT, longest) * CHARACTER + 22;
  const width = 2 * MARGIN + STEP_WIDTH + columns.length * columnWidth + SITE_WIDTH;
  const message = wrap(failure.message, Math.floor((width - 2 * MARGIN) / CHARACTER));
  const top = 66 + message.length * LINE;
  const height = top + (failure.steps.length + 1) * ROW;
  const layout: Layout = { columns, columnWidth, top, height };
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
    `<title>${escaped(`${failure.kind}: ${failure.message}`)}</title>`,
    "<style>text{font:13px ui-monospace,Menlo,Consolas,monospace;fill:#212529}.h{font-weight:bold}.s{fill:#868e96}</style>",
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    `<text class="h" x="${MARGIN}" y="30" style="font-size:16px">${escaped(failure.kind)}</text>`,
    ...message.map((line, at) => `<text x="${MARGIN}" y="${52 + at * LINE}">${escaped(line)}</text>`),
    ...columns.map((thread, at) => header(failure, thread, at, layout)),
    ...failure.steps.map((step, at) => row(step, at, layout)),
    "</svg>",
  ];
  return `${parts.join("\n")}\n`;
}

/** Breaks a text into lines of at most so many characters, between words. */
function wrap(text: string, length: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < length) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/**
 * Writes a failure as a page that needs no other file: the picture, the message in full, and the schedule.
 *
 * @example
 * ```ts
 * import { explore, htmlOf } from "@mailslot/loom";
 * import * as assert from "node:assert";
 *
 * const { failure } = explore(() => {
 *   throw new Error("failed");
 * });
 * assert.ok(failure);
 * assert.match(htmlOf(failure), /<h1>assertion<\/h1>/);
 * ```
 */
export function htmlOf(failure: Failure): string {
  checkFailure("htmlOf", failure);
  const title = escaped(`${failure.kind}: ${failure.message}`);
  return [
    "<!doctype html>",
    `<html lang="en"><head><meta charset="utf-8"><title>${title}</title></head>`,
    '<body style="font-family:system-ui,sans-serif;margin:2rem">',
    `<h1>${escaped(failure.kind)}</h1><p>${escaped(failure.message)}</p>`,
    `<div style="overflow-x:auto">${svgOf(failure)}</div>`,
    `<p>Replay with <code>${escaped(JSON.stringify({ replay: failure.schedule }))}</code>`,
    ` (${countOf(failure.preemptions)}).</p>`,
    "</body></html>\n",
  ].join("\n");
}

function xOf(column: number, { columnWidth }: Layout): number {
  return MARGIN + STEP_WIDTH + column * columnWidth;
}

function colourOf(column: number): string {
  return COLOURS[column % COLOURS.length]!;
}

function header(failure: Failure, thread: string, column: number, layout: Layout): string {
  const x = xOf(column, layout);
  const { top, height, columnWidth } = layout;
  const name = shorten(nameOf(failure, thread), Math.floor(columnWidth / CHARACTER) - 2);
  return (
    `<text class="h" x="${x}" y="${top - 10}" style="fill:${colourOf(column)}">${escaped(name)}</text>` +
    `<line x1="${x - 8}" y1="${top}" x2="${x - 8}" y2="${height - MARGIN}" stroke="${colourOf(column)}" stroke-opacity="0.35"/>`
  );
}

function row(step: Failure["steps"][number], at: number, layout: Layout): string {
  const { columns, columnWidth, top } = layout;
  const column = columns.indexOf(step.thread);
  const x = xOf(column, layout);
  const y = top + at * ROW;
  const box = `x="${x - 6}" y="${y + 2}" width="${columnWidth - 8}" height="${ROW - 4}" rx="4"`;
  return [
    `<text class="s" x="${MARGIN}" y="${y + 17}">${at + 1}</text>`,
    `<rect ${box} fill="${colourOf(column)}" fill-opacity="0.1"/>`,
    `<text x="${x}" y="${y + 17}"><title>${escaped(step.text)}</title>${escaped(shorten(step.text, MAX_TEXT))}</text>`,
    `<text class="s" x="${xOf(columns.length, layout)}" y="${y + 17}">${escaped(shorten(step.site ?? "", 36))}</text>`,
  ].join("");
}
