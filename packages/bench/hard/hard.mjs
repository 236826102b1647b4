// `npm run bench -- --hard`: no cliff. Every row runs in circumstances that are harder than the plain ones, all taking turns;
// what takes more than one and a half times as long per operation is marked.
// `--only ROW,…`, `--variants NAME,…`, `--rounds N`, `--minutes N` of mixed load for "soaked", `--node NODE,…`, `--json`; `--write`
// keeps a whole run for docs/benchmarks.md.

import { loadavg } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { installFolder } from "../../../script/lib/install.mjs";
import { UsageError } from "../harness/arguments.mjs";
import { runCommand, say } from "../harness/command.mjs";
import { findNode } from "../harness/node.mjs";
import { Participant } from "../harness/participant.mjs";
import { formatFigure, formatRatio } from "../harness/table.mjs";
import { rows } from "./rows.mjs";
import { variants } from "./variants.mjs";

const MOST = 1.5;
const WARM_UP_MS = 500; // by then V8 has optimized what it will
const ROUND_MS = 100;
const SLOW_RUN_MS = 400; // what takes longer has fewer turns
const SLOW_TURNS = 3;
const STEP_SECONDS = 10; // of mixed load; an answer must not take long

const abouts = variants.map(({ name, about }) => ({ name, about }));

const worker = fileURLToPath(new URL("worker.mjs", import.meta.url));

await runCommand(hard);

async function hard(args) {
  const options = readOptions(args);
  installFolder("packages/bench/peers"); // for the API of OpenTelemetry
  const load = loadavg()[0];
  const sections = [];
  let failures = 0;
  for (const node of options.nodes) {
    if (!options.json) process.stdout.write(`Node ${node.version}\n\n`);
    const measured = await measure({ ...options, node: node.path }, (error) => {
      failures++;
      say(error.message);
    });
    sections.push({ node: node.version, variants: abouts, rows: measured });
    process.stdout.write(options.json ? `${JSON.stringify(measured)}\n` : summary(measured));
  }
  if (options.write && failures === 0) {
    const { writeHard } = await import("../harness/page.mjs");
    writeHard(sections, { rounds: options.rounds, load });
  }
  return failures === 0 ? 0 : 1;
}

/** Answers the figures of all rows; calls `failed` with the error of each that has not run. */
async function measure(options, failed) {
  const soaked = options.variants.some(({ name }) => name === "soaked") ? await soak(options) : undefined;
  const measured = [];
  try {
    for (const row of options.rows) {
      const figures = await takeTurns(row, soaked, options, failed);
      measured.push(...figures);
      if (!options.json) process.stdout.write(`${describe(row, figures)}\n`);
    }
  } finally {
    await soaked?.stop();
  }
  return measured;
}

function readOptions(args) {
  const { values } = parseArgs({
    args,
    options: {
      hard: { type: "boolean" },
      only: { type: "string" },
      variants: { type: "string" },
      rounds: { type: "string", default: "9" },
      minutes: { type: "string", default: "10" },
      node: { type: "string" },
      json: { type: "boolean", default: false },
      write: { type: "boolean", default: false },
    },
  });
  if (values.write && (values.only ?? values.variants) !== undefined)
    throw new UsageError("--write keeps a whole run: leave out --only and --variants");
  const rounds = number("--rounds", values.rounds, 1);
  const minutes = number("--minutes", values.minutes, 0);
  const chosen = choose("--variants", values.variants, variants);
  return {
    json: values.json,
    write: values.write,
    nodes: (values.node?.split(",") ?? [undefined]).map(findNode),
    rounds,
    minutes,
    rows: choose("--only", values.only, rows),
    variants: chosen.some(({ name }) => name === "plain") ? chosen : [variants[0], ...chosen],
  };
}

function number(option, text, least) {
  const value = Number(text);
  if (Number.isFinite(value) && value >= least) return value;
  throw new UsageError(`${option}: "${text}" is not a number from ${least}`);
}

function choose(option, list, all) {
  if (list === undefined) return all;
  const names = list.split(",");
  const unknown = names.find((name) => !all.some((each) => each.name === name));
  if (unknown === undefined) return all.filter(({ name }) => names.includes(name));
  throw new UsageError(`${option}: there is no "${unknown}", but ${all.map(({ name }) => name).join(", ")}`);
}

function start(variant, label, node) {
  const flags = ["--expose-gc", ...(variant.flags ?? ["--max-old-space-size=8192"])];
  return new Participant(label, [node, ...flags, worker, variant.name]);
}

/** Starts the process that runs all rows in turns for some minutes. */
async function soak({ minutes, node }) {
  const participant = start(
    variants.find(({ name }) => name === "soaked"),
    "soaked",
    node,
  );
  await participant.ready();
  say(`Mixed load for ${minutes} min ...`);
  const end = Date.now() + minutes * 60_000;
  while (Date.now() < end) await participant.round("mixed 1", Math.min(STEP_SECONDS, minutes * 60));
  return participant;
}

/** Answers a figure for each variant that has run; calls `failed` with the error of each that has not. */
async function takeTurns(row, soaked, options, failed) {
  let entrants = options.variants.map((variant) => {
    const isShared = variant.name === "soaked";
    const participant = isShared ? soaked : start(variant, `${row.name}, ${variant.name}`, options.node);
    return {
      variant,
      participant,
      isShared,
      factor: variant.factor ?? 1,
      repeats: 1,
      turns: options.rounds,
      samples: [],
    };
  });
  const attempt = async (entrant, action) => {
    try {
      await action(entrant, row);
    } catch (error) {
      entrants = entrants.filter((each) => each !== entrant);
      if (!entrant.isShared) await entrant.participant.stop();
      failed(error);
    }
  };
  try {
    for (const entrant of [...entrants]) await attempt(entrant, warmUp);
    for (let turn = 0; turn < options.rounds; turn++)
      for (const entrant of [...entrants]) if (turn < entrant.turns) await attempt(entrant, takeTurn);
    return figures(row, entrants);
  } finally {
    await Promise.all(entrants.filter(({ isShared }) => !isShared).map(({ participant }) => participant.stop()));
  }
}

async function warmUp(entrant, row) {
  if (!entrant.isShared) await entrant.participant.ready();
  let perRun = 0;
  for (let spent = 0, repeats = 1; spent < WARM_UP_MS; repeats *= 2) {
    const { ns } = await entrant.participant.round(`${row.name} ${entrant.factor}`, repeats);
    perRun = ns / 1e6 / repeats;
    spent += ns / 1e6;
  }
  entrant.repeats = Math.max(1, Math.round(ROUND_MS / perRun));
  if (perRun > SLOW_RUN_MS) entrant.turns = Math.min(entrant.turns, SLOW_TURNS);
}

async function takeTurn({ participant, factor, repeats, samples }, row) {
  const { ns, ops } = await participant.round(`${row.name} ${factor}`, repeats);
  samples.push(ns / ops);
}

/** The ratio is the median of those of each turn, in which both ran under the same other load. */
function figures(row, entrants) {
  const plain = entrants.find(({ variant }) => variant.name === "plain");
  return entrants.map(({ variant, samples }) => ({
    row: row.name,
    variant: variant.name,
    nsPerOp: Math.round(median(samples) * 10) / 10,
    ratio: plain && Math.round(median(samples.map((sample, turn) => sample / plain.samples[turn])) * 100) / 100,
    runs: samples.length,
  }));
}

function median(samples) {
  const sorted = [...samples].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

function describe(row, measured) {
  const lines = measured.map(({ variant, nsPerOp, ratio, runs }) => {
    const mark = ratio > MOST ? "  ABOVE" : "";
    return `  ${variant.padEnd(10)}${formatFigure(nsPerOp).padStart(9)}  ${formatRatio(ratio).padStart(6)} ×  ${runs} runs${mark}`;
  });
  return [`${row.name}, ns per ${row.op}; members: ${row.members}`, ...lines, ""].join("\n");
}

function summary(measured) {
  const above = measured.filter(({ ratio }) => ratio > MOST);
  const lines = above.map(({ row, variant, ratio }) => `  ${row}, ${variant}: ${formatRatio(ratio)}`);
  const meanings = abouts.map(({ name, about }) => `  ${name.padEnd(10)}${about}`);
  const verdict = `${above.length} of ${measured.length} take more than ${MOST} times the plain row per operation`;
  return [...meanings, "", above.length === 0 ? `${verdict}.` : `${verdict}:`, ...lines, ""].join("\n");
}
