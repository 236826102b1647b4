// Writes docs/benchmarks.md from the figures of all processors, and docs/benchmarks.svg from the rows of a whole run.

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../../script/lib/folders.mjs";
import { installFolder } from "../../../script/lib/install.mjs";
import { wrkAbsence } from "../io/wrk.mjs";
import { programs } from "../savina/programs.mjs";
import { catalogue } from "./catalogue.mjs";
import { keepFigures, readFigures } from "./figures.mjs";
import { implementations, isCompared, lack } from "./implementations.mjs";
import { machine } from "./machine.mjs";
import { counts, find, hardness, section, sideBySide, table, withRatios } from "./page-tables.mjs";

const [own, ...others] = implementations;
const docs = join(root, "docs");

/**
 * Keeps a whole run, and writes the page and its picture. The picture shows the last of the sections.
 *
 * @param {Array<{ node: string, rows: object[] }>} sections
 * @param {{ rounds: number, load: number }} circumstances How many turns were taken; the load average at the beginning.
 */
export async function writeTimes(sections, circumstances) {
  keep("times", sections, circumstances);
  installFolder("packages/bench/chart");
  const { drawChart } = await import("../chart/chart.mjs");
  mkdirSync(docs, { recursive: true });
  writeFileSync(join(docs, "benchmarks.svg"), await drawChart(...picture(sections.at(-1))));
  writePage();
}

/** Keeps the rows of a run of Savina, and writes the page. */
export function writeSavina(sections, circumstances) {
  keep("savina", sections, circumstances);
  writePage();
}

/** Keeps how much longer the rows take in circumstances that are harder, and writes the page. */
export function writeHard(sections, { rounds, load }) {
  keepFigures("hard", { rounds, load, sections });
  writePage();
}

/** Keeps counted instructions, and writes the page. */
export function writeInstructions(counted) {
  keepFigures("instructions", { sections: [counted] });
  writePage();
}

function keep(kind, sections, { rounds, load }) {
  const kept = sections.map(({ node, rows }) => ({ node, rows: withRatios(rows) }));
  keepFigures(kind, { rounds, load, sections: kept });
}

/** Writes docs/benchmarks.md from what is kept. */
export function writePage() {
  writeFileSync(join(docs, "benchmarks.md"), page(readFigures()));
  process.stderr.write("Wrote docs/benchmarks.md.\n");
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

/** @param {import("./figures.mjs").Figures[]} all */
function page(all) {
  return `# Benchmarks

Written by \`npm run bench -- --write\`; no figure here was typed by hand. A processor's run stays until there is another on it.

![Every implementation's figures as multiples of Mailslot's](benchmarks.svg)

Every implementation of a benchmark runs in a process of its own. After a warm-up they take turns, fewer
for the very slow; a figure is the median of the rounds. Absolute figures move with the machine and with what else it
does; the ratios, in parentheses, say how many times better Mailslot was, side by side. Tokio, Go and Erlang may use two cores.
How each peer is used is said at the top of each file in \`packages/bench/peers/\` and \`packages/bench/native/\`.

## Side by side

Mailslot's figure on each processor, and how many times better it was than Tokio, Go and plain promises.

${majors(all)
  .map((major) => `### On Node ${major}\n\n${sideBySide(all, major)}`)
  .join("\n\n")}

${all.map(processor).join("\n\n")}

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

[The README of the benchmarks](../packages/bench/README.md) describes the other modes.
`;
}

const majors = (all) => [
  ...new Set(all.flatMap(({ times }) => times?.sections ?? []).map(({ node }) => node.split(".")[0])),
];

function processor({ processor: name, times, instructions, savina, hard }) {
  return [
    `## ${name}`,
    ...(times ? [circumstances(times), ...times.sections.map(section)] : []),
    ...(instructions ? instructions.sections.map(counts) : []),
    ...(hard ? hard.sections.map((each) => `${hardness(each)}\n\n${circumstances(hard)}`) : []),
    ...(savina ? savina.sections.map((each) => savinaSection(each, savina)) : []),
  ].join("\n\n");
}

function circumstances({ machine: description, date, rounds, load }) {
  return `Measured on ${date}, ${rounds} rounds each. Machine: ${description}. Its load average was ${load.toFixed(1)} when the run began.`;
}

function savinaSection({ node, rows }, run) {
  const names = programs.map(({ name }) => name);
  const about = programs.map(
    ({ name, op, size, about: text }) => `${name} (${text}; ${size.toLocaleString("en")}, per ${op})`,
  );
  return [
    `### Savina, Node ${node}`,
    `Programs of the suite of Imam and Sarkar (2014), each written once for all libraries and checked for its result; ns per operation. ${circumstances(run)}`,
    table(rows, names, implementations),
    `The programs: ${about.join("; ")}.`,
  ].join("\n\n");
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
    if (reason !== undefined && reason !== wrkAbsence())
      reasons.set(reason, [...(reasons.get(reason) ?? []), benchmark.name]);
  }
  return reasons;
}
