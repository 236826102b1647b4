// The figures that have been written, a file for each processor: `figures/<processor>.json`. A run replaces those of its own
// processor and leaves the others.

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { benchFolder } from "./implementations.mjs";
import { machine, processor as processorHere } from "./machine.mjs";

const folder = join(benchFolder, "figures");

/**
 * @typedef {object} Figures What was measured on one processor.
 * @property {string} processor
 * @property {Run} [times] With a section per Node: `{ node, rows }`.
 * @property {Run} [instructions] With a section: `{ node, counter, rows: [{ row, count }] }`.
 * @property {Run} [hard] With a section per Node: `{ node, variants: [{ name, about }], rows: [{ row, variant, nsPerOp, ratio }] }`.
 * @property {Run} [savina] With a section per Node, as of `times`.
 *
 * @typedef {object} Run
 * @property {string} date
 * @property {string} machine
 * @property {number} [load] The load average when it began.
 * @property {number} [rounds]
 * @property {object[]} sections
 */

/** Answers what has been written, by the name of the processor. */
export function readFigures() {
  return readdirSync(folder)
    .filter((name) => name.endsWith(".json"))
    .sort()
    .map((name) => JSON.parse(readFileSync(join(folder, name), "utf8")));
}

/** Keeps `run` as the `kind` ("times", "instructions", "hard" or "savina") of this processor. */
export function keepFigures(kind, run) {
  const processor = processorHere();
  const before = readFigures().find((each) => each.processor === processor);
  const date = new Date().toISOString().slice(0, 10);
  saveFigures({ ...before, processor, [kind]: { date, machine: machine(), ...run } });
}

function saveFigures(figures) {
  mkdirSync(folder, { recursive: true });
  const name = figures.processor
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-|-$/g, "");
  writeFileSync(join(folder, `${name}.json`), format(figures));
}

/** A line for each row. */
function format(value, indent = "") {
  const isFlat =
    typeof value !== "object" || value === null || Object.values(value).every((each) => typeof each !== "object");
  if (isFlat) return JSON.stringify(value);
  const deeper = `${indent}  `;
  const [open, close] = Array.isArray(value) ? "[]" : "{}";
  const entries = Object.entries(value)
    .filter(([, each]) => each !== undefined)
    .map(([key, each]) => `${deeper}${Array.isArray(value) ? "" : `${JSON.stringify(key)}: `}${format(each, deeper)}`);
  return `${open}\n${entries.join(",\n")}\n${indent}${close}${indent === "" ? "\n" : ""}`;
}
