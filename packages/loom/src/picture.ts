// A failure as a picture for a report: a column per thread, a row per step, in SVG or as a page of HTML.

import type { Failure } from "./failure.js";
import { columnsOf, countOf, nameOf } from "./table.js";

const ROW = 26;
const COLUMN = 230;
const MARGIN = 20;
const TOP = 96;
const STEP_WIDTH = 46;
const SITE_WIDTH = 280;
const MAX_TEXT = 32;
const COLOURS: readonly string[] = ["#0b7285", "#b35900", "#862e9c", "#2b8a3e", "#1864ab", "#c92a2a"];

const ESCAPES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => ESCAPES[character]!);
}

function shorten(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length - 1)}…` : text;
}

/** Draws a failure as an SVG document. */
export function svgOf(failure: Failure): string {
  const columns = columnsOf(failure);
  const width = 2 * MARGIN + STEP_WIDTH + columns.length * COLUMN + SITE_WIDTH;
  const height = TOP + (failure.steps.length + 1) * ROW + MARGIN;
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
    `<title>${escaped(`${failure.kind}: ${failure.message}`)}</title>`,
    "<style>text{font:13px ui-monospace,Menlo,Consolas,monospace;fill:#212529}.h{font-weight:bold}.s{fill:#868e96}</style>",
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    `<text class="h" x="${MARGIN}" y="30" style="font-size:16px">${escaped(failure.kind)}</text>`,
    `<text x="${MARGIN}" y="54">${escaped(shorten(failure.message, Math.floor(width / 8)))}</text>`,
    ...columns.map((thread, at) => header(failure, thread, at, height)),
    ...failure.steps.map((step, at) => row(step, at, columns)),
    "</svg>",
  ];
  return `${parts.join("\n")}\n`;
}

/** Writes a failure as a page that needs nothing else: the picture, the message in full, and the schedule. */
export function htmlOf(failure: Failure): string {
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

function xOf(column: number): number {
  return MARGIN + STEP_WIDTH + column * COLUMN;
}

function header(failure: Failure, thread: string, column: number, height: number): string {
  const colour = COLOURS[column % COLOURS.length]!;
  const x = xOf(column);
  return (
    `<text class="h" x="${x}" y="${TOP - 10}" style="fill:${colour}">${escaped(shorten(nameOf(failure, thread), 28))}</text>` +
    `<line x1="${x - 8}" y1="${TOP}" x2="${x - 8}" y2="${height - MARGIN}" stroke="${colour}" stroke-opacity="0.35"/>`
  );
}

function row(step: Failure["steps"][number], at: number, columns: readonly string[]): string {
  const column = columns.indexOf(step.thread);
  const colour = COLOURS[column % COLOURS.length]!;
  const y = TOP + at * ROW;
  const text = y + 17;
  return [
    `<text class="s" x="${MARGIN}" y="${text}">${at + 1}</text>`,
    `<rect x="${xOf(column) - 6}" y="${y + 2}" width="${COLUMN - 8}" height="${ROW - 4}" rx="4" fill="${colour}" fill-opacity="0.1"/>`,
    `<text x="${xOf(column)}" y="${text}"><title>${escaped(step.text)}</title>${escaped(shorten(step.text, MAX_TEXT - 6))}</text>`,
    `<text class="s" x="${xOf(columns.length)}" y="${text}">${escaped(shorten(step.site ?? "", 36))}</text>`,
  ].join("");
}
