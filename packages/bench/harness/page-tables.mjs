// The tables of docs/benchmarks.md: of one run, and of all processors side by side.

import { catalogue } from "./catalogue.mjs";
import { implementations } from "./implementations.mjs";
import { formatFigure, formatRatio, ratioOf } from "./table.mjs";

const [own, ...others] = implementations;
const SIDE_BY_SIDE = ["tokio", "go", "promises"];

export const find = (rows, bench, impl) => rows.find((row) => row.bench === bench && row.impl === impl);

/** The rows with the ratio of each to Mailslot, as it is written. */
export const withRatios = (rows) =>
  rows.map((row) => {
    const base = find(rows, row.bench, own.name);
    return row.impl === own.name || base === undefined ? row : { ...row, ratio: ratioOf(row, base) };
  });

/** A section of a run: what was measured with one Node. */
export function section({ node, rows }) {
  const native = others.filter(({ program }) => program);
  const js = others.filter(({ program, io }) => !program && !io);
  const platform = others.filter(({ io }) => io);
  const [served, bare, timed] = [
    catalogue.filter(({ kind }) => kind === "io"),
    catalogue.filter(({ kind, platform: isPlatforms }) => kind !== "io" && isPlatforms),
    catalogue.filter(({ kind, platform: isPlatforms }) => kind !== "io" && !isPlatforms),
  ].map((benchmarks) => benchmarks.map(({ name }) => name));
  return [
    `### Node ${node}`,
    `ns per operation; bytes for ${heapNames()}.`,
    table(rows, timed, [own, ...native]),
    table(rows, timed, [own, ...js]),
    ...besidePlatform(rows, bare, [own, ...platform]),
    "I/O, in requests per second (tcp-read: MB), beside plain node:net and node:http; median and 99th percentile of the latency.",
    table(rows, served, [own, ...platform]),
    ...sizeNotes(rows),
  ].join("\n\n");
}

/** Rows that are measured beside what the platform has of its own; nothing where a run has none. */
function besidePlatform(rows, names, columns) {
  if (!rows.some(({ bench }) => names.includes(bench))) return [];
  return ["Beside what Node has of its own, in ns or bytes per operation.", table(rows, names, columns)];
}

const heapNames = () =>
  catalogue
    .filter(({ kind, unit }) => kind === "heap" || unit === "bytesPerOp")
    .map(({ name }) => name)
    .join(" and ");

/** A table with a column per implementation, of those benchmarks that have rows. */
export function table(rows, names, columns) {
  const present = columns.filter(({ name }) => rows.some(({ impl }) => impl === name));
  const version = ({ name }) => rows.find(({ impl }) => impl === name).version;
  const head = present.map((each) => `${each.title}${version(each) ? ` ${version(each)}` : ""}`);
  const lines = names
    .filter((name) => rows.some(({ bench }) => bench === name))
    .map((name) => [name, ...present.map((each) => cell(rows, name, each.name))]);
  return markdown(["", ...head], lines);
}

const markdown = (head, lines) =>
  [head, ["---", ...head.slice(1).map(() => "--:")], ...lines].map((cells) => `| ${cells.join(" | ")} |`).join("\n");

function cell(rows, bench, impl) {
  const row = find(rows, bench, impl);
  if (row === undefined) return "";
  const latency = row.p99 === undefined ? "" : `, ${row.p50.toFixed(2)} and ${row.p99.toFixed(2)} ms`;
  const figure = formatFigure(row.value);
  if (impl === own.name) return `**${figure}**${latency}`;
  return `${figure}${row.ratio === undefined ? "" : ` (${formatRatio(row.ratio)})`}${latency}`;
}

function sizeNotes(rows) {
  const isSmaller = ({ bench, size }) => size !== catalogue.find(({ name }) => name === bench)?.size;
  const notes = rows
    .filter(isSmaller)
    .map(({ bench, impl, size }) => `${bench} of ${impl} with ${size.toLocaleString("en")}`);
  if (notes.length === 0) return [];
  return [`Run smaller, as the full size takes too long or too much memory: ${notes.join(", ")}.`];
}

/** Mailslot's figure and the ratio of each of a few peers, for every processor, with Node `major`. */
export function sideBySide(all, major) {
  const runs = all.flatMap(({ processor, times }) => {
    const found = times?.sections.find(({ node }) => node.split(".")[0] === major);
    return found ? [{ processor, rows: found.rows }] : [];
  });
  const head = runs.flatMap(({ processor }) => [`Mailslot, ${processor}`, ...SIDE_BY_SIDE.map(titleOf)]);
  const lines = catalogue
    .filter(({ name, kind }) => kind !== "io" && runs.some(({ rows }) => find(rows, name, own.name)))
    .map(({ name }) => [
      name,
      ...runs.flatMap(({ rows }) => [
        cell(rows, name, own.name),
        ...SIDE_BY_SIDE.map((impl) => find(rows, name, impl)?.ratio).map((each) => (each ? formatRatio(each) : "")),
      ]),
    ]);
  return markdown(["", ...head], lines);
}

const titleOf = (impl) => implementations.find(({ name }) => name === impl).title;

/** Instructions per operation. */
export const counts = ({ node, counter, rows }) =>
  [
    "### Instructions per operation",
    `Counted by ${counter}, Node ${node}.`,
    markdown(
      ["", "instructions"],
      rows.map(({ row, count }) => [row, formatFigure(count)]),
    ),
  ].join("\n\n");

/** Above this ratio a row counts as a cliff. */
const CLIFF = 1.5;

/** How many times as long an operation takes in harder circumstances. */
export function hardness({ node, variants, rows }) {
  const [, ...harder] = variants;
  const names = [...new Set(rows.map(({ row }) => row))];
  const cellOf = (name, variant) => {
    const found = rows.find((each) => each.row === name && each.variant === variant);
    if (found === undefined) return "";
    return found.ratio > CLIFF ? `**${formatRatio(found.ratio)}**` : formatRatio(found.ratio);
  };
  const plain = (name) => rows.find((each) => each.row === name && each.variant === variants[0].name);
  return [
    `### In harder circumstances, Node ${node}`,
    `Times of processor per operation: ns in the plain row, then how many times as long each other takes; bold above ${CLIFF}.`,
    markdown(
      ["", ...variants.map(({ name }) => name)],
      names.map((name) => [name, formatFigure(plain(name).nsPerOp), ...harder.map((each) => cellOf(name, each.name))]),
    ),
    `${harder.map(({ name, about }) => `${name}: ${about}`).join("; ")}.`,
  ].join("\n\n");
}
