// Writes docs/benchmarks.md and docs/benchmarks.svg from the rows of a whole run, one section per Node.

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../../script/lib/folders.mjs";
import { installFolder } from "../../../script/lib/install.mjs";
import { catalogue } from "./catalogue.mjs";
import { implementations, isCompared, lack } from "./implementations.mjs";
import { machine } from "./machine.mjs";
import { formatFigure, formatRatio, ratioOf } from "./table.mjs";

const [own, ...others] = implementations;

/**
 * Writes the page and its picture. The picture shows the last of the sections.
 *
 * @param {Array<{ node: string, rows: object[] }>} sections
 * @param {{ rounds: number, load: number }} circumstances How many turns were taken; the load average at the beginning.
 */
export async function writePage(sections, circumstances) {
  installFolder("packages/bench/chart");
  const { drawChart } = await import("../chart/chart.mjs");
  const docs = join(root, "docs");
  mkdirSync(docs, { recursive: true });
  writeFileSync(join(docs, "benchmarks.svg"), await drawChart(...picture(sections.at(-1))));
  writeFileSync(join(docs, "benchmarks.md"), page(sections, circumstances));
  process.stderr.write("Wrote docs/benchmarks.md and docs/benchmarks.svg.\n");
}

function picture({ node, rows }) {
  const marks = rows
    .filter(({ impl, unit }) => impl !== own.name && unit !== "perSecond")
    .map((row) => ({ bench: row.bench, impl: row.impl, ratio: row.value / find(rows, row.bench, own.name).value }));
  return [
    marks,
    {
      title: "Mailslot and its peers",
      subtitle: [`Mailslot is the line at 1. Node ${node};`, machine()],
      benchmarks: catalogue.filter(({ kind }) => kind !== "io").map(({ name }) => name),
      implementations: others.map(({ name }) => name).filter((name) => marks.some(({ impl }) => impl === name)),
    },
  ];
}

const find = (rows, bench, impl) => rows.find((row) => row.bench === bench && row.impl === impl);

function page(sections, { rounds, load }) {
  return `# Benchmarks

Written by \`npm run bench -- --write\` on ${new Date().toISOString().slice(0, 10)}; no figure here was typed by hand.

![Every implementation's figures as multiples of Mailslot's](benchmarks.svg)

Machine: ${machine()}. Its load average was ${load.toFixed(1)} when the run began.

Every implementation of a benchmark runs in a process of its own. After a warm-up they take turns, ${rounds} rounds each, fewer
for the very slow; a figure is the median of the rounds. Absolute figures move with the machine and with what else it
does; the ratios, in parentheses, say how many times better Mailslot was, side by side. Tokio, Go and Erlang may use two cores.
How each peer is used is said at the top of each file in \`packages/bench/peers/\` and \`packages/bench/native/\`.

${sections.map(section).join("\n\n")}

## Definitions

${catalogue.map(({ name, op, about }) => `- **${name}**, per ${op}: ${about}`).join("\n")}

The first of them is the measurement of the 2013 message on task switching; the four after it are those of Tokio's
\`benches/rt_multi_threaded.rs\`. The model checker, [@mailslot/loom](../packages/loom/docs/benchmarks.md), has figures of
its own.

## What is left out

${lacks()}

## Running them

\`\`\`
npm run bench:native        # once: builds the Tokio, Go and Erlang programs
npm run bench               # everything, in turns
npm run bench -- --only script-layout,ping-pong --impl mailslot,tokio --node 26
\`\`\`
`;
}

function section({ node, rows }) {
  const native = others.filter(({ program }) => program);
  const js = others.filter(({ program, io }) => !program && !io);
  const platform = others.filter(({ io }) => io);
  const [served, timed] = [
    catalogue.filter(({ kind }) => kind === "io"),
    catalogue.filter(({ kind }) => kind !== "io"),
  ];
  return [
    `## Node ${node}`,
    `ns per operation; bytes for ${heapNames()}.`,
    table(rows, timed, [own, ...native]),
    table(rows, timed, [own, ...js]),
    "I/O, in requests per second (tcp-read: MB), beside plain node:net and node:http; median and 99th percentile of the latency.",
    table(rows, served, [own, ...platform]),
    ...sizeNotes(rows),
  ].join("\n\n");
}

const heapNames = () =>
  catalogue
    .filter(({ kind }) => kind === "heap")
    .map(({ name }) => name)
    .join(" and ");

function table(rows, benchmarks, columns) {
  const present = columns.filter(({ name }) => rows.some(({ impl }) => impl === name));
  const version = ({ name }) => rows.find(({ impl }) => impl === name).version;
  const head = present.map((each) => `${each.title}${version(each) ? ` ${version(each)}` : ""}`);
  const lines = benchmarks.map(({ name }) => [name, ...present.map((each) => cell(rows, name, each.name))]);
  return [["", ...head], ["---", ...head.map(() => "--:")], ...lines]
    .map((cells) => `| ${cells.join(" | ")} |`)
    .join("\n");
}

function cell(rows, bench, impl) {
  const row = find(rows, bench, impl);
  if (row === undefined) return "";
  const latency = row.p99 === undefined ? "" : `, ${row.p50.toFixed(2)} and ${row.p99.toFixed(2)} ms`;
  const figure = formatFigure(row.value);
  return impl === own.name
    ? `**${figure}**${latency}`
    : `${figure} (${formatRatio(ratioOf(row, find(rows, bench, own.name)))})${latency}`;
}

function sizeNotes(rows) {
  const smaller = rows.filter(({ bench, size }) => size !== catalogue.find(({ name }) => name === bench).size);
  if (smaller.length === 0) return [];
  const notes = smaller.map(({ bench, impl, size }) => `${bench} of ${impl} with ${size.toLocaleString("en")}`);
  return [`Run smaller, as the full size takes too long or too much memory: ${notes.join(", ")}.`];
}

function lacks() {
  return implementations
    .map((implementation) => [implementation.title, lacksOf(implementation)])
    .filter(([, reasons]) => reasons.size > 0)
    .map(
      ([title, reasons]) =>
        `- ${title} ${[...reasons].map(([reason, names]) => `${reason} (${names.join(", ")})`).join("; ")}.`,
    )
    .join("\n");
}

/** The benchmarks that an implementation lacks, by reason. */
function lacksOf(implementation) {
  const reasons = new Map();
  for (const benchmark of catalogue) {
    if (!isCompared(implementation, benchmark)) continue;
    const reason = lack(implementation, benchmark);
    if (reason !== undefined) reasons.set(reason, [...(reasons.get(reason) ?? []), benchmark.name]);
  }
  return reasons;
}
