/** What a person sees of a failure: the table, the picture, and what the command line prints. */

import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join as joinPath } from "node:path";
import { fileURLToPath } from "node:url";
import { explore, formatFailure, htmlOf, join, label, note, spawn, svgOf } from "@mailslot/loom";
import { suite } from "uvu";
import * as assert from "uvu/assert";

const report = suite("report");

const failing = () => {
  const words = new Int32Array(new SharedArrayBuffer(16));
  label(words, "head", 0);
  label(words, "slot", 1, 4);
  const thief = spawn(() => {
    note("steals <all> & more");
    if (Atomics.compareExchange(words, 0, 0, 1) === 0) Atomics.store(words, 2, 7);
  }, "thief");
  if (Atomics.load(words, 2) === 7) throw new Error("stolen");
  join(thief);
};

const failure = explore(failing).failure!;

report("the table has a column per thread, labels, results and source lines", () => {
  const table = formatFailure(failure);
  assert.match(table, /^assertion: stolen\n\n {2}step {2}main +thief +source\n/);
  assert.match(table, /3 +compareExchange head 0 → 1: done +\S*report\.test\.ts:\d+\n/);
  assert.match(table, /store slot\[1\] = 7/);
  assert.match(table, /load slot\[1\] → 7/);
  assert.match(table, /“steals <all> & more”/);
  assert.match(table, /Replay with \{ replay: "1\*2 0" \} \(0 preemptions\)\.$/);
});

report("without colours there are no escape codes, with colours there are", () => {
  assert.not(formatFailure(failure).includes("\u001b"));
  assert.ok(formatFailure(failure, true).includes("\u001b[36m"));
});

report("the picture is an SVG with every step, and the page holds it with the schedule", () => {
  const svg = svgOf(failure);
  assert.match(svg, /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
  assert.match(svg, /steals &lt;all&gt; &amp; more/);
  assert.is(svg.split('fill-opacity="0.1"').length - 1, failure.steps.length);
  const page = htmlOf(failure);
  assert.ok(page.includes(svg.trim()));
  assert.match(page, /<code>\{&quot;replay&quot;:&quot;1\*2 0&quot;\}<\/code>/);
});

const CLI = fileURLToPath(new URL("../../dist/cli.js", import.meta.url));
const PACKAGE = fileURLToPath(new URL("../../dist/index.js", import.meta.url));

const MODELS = `
import { join, spawn } from ${JSON.stringify(PACKAGE)};
const counter = (increment) => () => {
  const words = new Int32Array(new SharedArrayBuffer(4));
  join(spawn(() => increment(words)), spawn(() => increment(words)));
  if (Atomics.load(words, 0) !== 2) throw new Error("lost");
};
export const atomic = counter((words) => Atomics.add(words, 0, 1));
export const torn = counter((words) => Atomics.store(words, 0, Atomics.load(words, 0) + 1));
`;

function run(...args: string[]): { status: number | null; stdout: string; stderr: string; folder: string } {
  const folder = mkdtempSync(joinPath(tmpdir(), "loom-"));
  writeFileSync(joinPath(folder, "models.mjs"), MODELS);
  const placed = args.map((arg) => arg.replace("FOLDER", folder));
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, ...placed], { encoding: "utf8" });
  return { status, stdout, stderr, folder };
}

report("the command line explores all exported models and ends with 1 if one fails", () => {
  const { status, stdout, folder } = run("FOLDER/models.mjs", "--picture=FOLDER/out.svg");
  assert.match(stdout, /✔ atomic: passed, complete \(2 executions/);
  assert.match(stdout, /✘ torn: failed/);
  assert.match(stdout, /assertion: lost/);
  assert.is(status, 1);
  assert.match(readFileSync(joinPath(folder, "out.svg"), "utf8"), /^<svg/);
  rmSync(folder, { recursive: true });
});

report("the command line passes with 0 when all it was asked for passes", () => {
  const { status, stdout, folder } = run("FOLDER/models.mjs", "--only=atomic", "--mode=stateful", "--preemptions=2");
  assert.match(stdout, /✔ atomic: passed, complete within 2 preemptions/);
  assert.is(status, 0);
  rmSync(folder, { recursive: true });
});

report("the command line explains a wrong call and ends with 2", () => {
  for (const [args, message] of [
    [[], /Give one file/],
    [["FOLDER/models.mjs", "--mode=fast"], /no mode "fast"/],
    [["FOLDER/models.mjs", "--seconds=x"], /must be a whole number/],
    [["FOLDER/models.mjs", "--what"], /Unknown option '--what'/],
    [["FOLDER/models.mjs", "--only=none"], /exports no function none/],
  ] as const) {
    const { status, stderr, folder } = run(...args);
    assert.match(stderr, message);
    assert.is(status, 2);
    rmSync(folder, { recursive: true });
  }
});

report.run();
