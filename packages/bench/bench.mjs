// `npm run bench`: sets up what is missing, measures every implementation in one run, and prints or writes the
// figures. Plain modules throughout, for a loader for TypeScript would wrap the functions that are measured. See
// docs/decisions/0010-benchmarks.md.

import { spawnSync } from "node:child_process";
import { cpus, loadavg } from "node:os";
import { fileURLToPath } from "node:url";
import { installFolder } from "../../script/lib/install.mjs";
import { runMain } from "../../script/lib/main.mjs";
import { setUp } from "../../script/lib/setup.mjs";
import { readArguments, UsageError, usage } from "./harness/arguments.mjs";
import { absence, peersFolder } from "./harness/implementations.mjs";
import { findNode } from "./harness/node.mjs";
import { formatTable } from "./harness/table.mjs";
import { takeTurns } from "./harness/turns.mjs";

/**
 * In megabytes: members that it does not hold are copied by the collector, which is not the cost that is looked for. Nor is what
 * the collector does in other threads meanwhile.
 */
const YOUNG = ["--min-semi-space-size=128", "--max-semi-space-size=128", "--single-threaded-gc"];

const say = (text) => process.stderr.write(`${text}\n`);

async function main() {
  const options = readArguments(process.argv.slice(2));
  const nodes = options.nodes.map(findNode);
  const present = await setUpFor(options);
  const load = options.smoke ? 0 : noteLoad();
  const sections = [];
  let failures = 0;
  for (const node of nodes) {
    const measured = await measure(options, present, node);
    sections.push({ node: node.version, rows: measured.rows });
    failures += measured.failures;
  }
  const rows = sections.flatMap((section) => section.rows);
  if (options.smoke) process.stdout.write(`${rows.length} passed, ${failures} failed\n`);
  if (options.json) process.stdout.write(`${JSON.stringify(rows.map(published))}\n`);
  if (options.write) await write(sections, failures, { rounds: options.rounds, load });
  return failures === 0 ? 0 : 1;
}

/** The modes that are programs of their own, and the flags of Node that each runs with. */
const MODES = {
  "--growth": { program: "growth/growth.mjs", flags: YOUNG },
  "--hard": { program: "hard/hard.mjs", flags: [] },
  "--instructions": { program: "instructions/instructions.mjs", flags: [] },
  "--savina": { program: "savina/savina.mjs", flags: [] },
};

/** Runs the program of a mode, with all arguments. */
async function runMode({ program, flags }, args) {
  await setUp({ filters: ["@mailslot/bench..."] });
  const path = fileURLToPath(new URL(program, import.meta.url));
  return spawnSync(process.execPath, [...flags, path, ...args], { stdio: "inherit" }).status ?? 1;
}

/** Answers the load average. Other programs that use the processors make every figure worse, those of natives most. */
function noteLoad() {
  const [load = 0] = loadavg();
  if (load > cpus().length / 4)
    say(
      `This machine is busy (load ${load.toFixed(1)}): look at the minimum rather than the median, or come back later.`,
    );
  return load;
}

/** Installs and builds what is needed; answers the implementations that can run here. Smoke takes what is there. */
async function setUpFor({ smoke, implementations }) {
  await setUp({ filters: ["@mailslot/bench..."] });
  const installable = implementations.some(({ folder, package: name }) => name && folder.startsWith(peersFolder));
  if (installable && !smoke) installFolder("packages/bench/peers");
  const present = implementations.filter((implementation) => {
    const reason = absence(implementation);
    if (reason !== undefined) say(`${implementation.name} is skipped: ${reason}`);
    return reason === undefined;
  });
  if (present.length === 0) throw new Error("None of the implementations asked for can run here.");
  return present;
}

async function measure(options, present, node) {
  const rows = [];
  let failures = 0;
  const failed = (error) => {
    failures++;
    say(error.message);
  };
  if (!options.json) process.stdout.write(`Node ${node.version}\n\n`);
  for (const benchmark of options.benchmarks) {
    const own = await takeTurns(benchmark, present, { ...options, node: node.path, failed });
    rows.push(...own);
    if (!options.json) process.stdout.write(describe(benchmark, own, options.smoke));
  }
  return { rows, failures };
}

function describe(benchmark, rows, smoke) {
  if (smoke) return `${benchmark.name}: right for ${rows.map(({ impl }) => impl).join(", ")}\n`;
  return `${formatTable(benchmark, rows)}\n\n`;
}

const published = ({ bench, impl, unit, value, min, runs, p50, p99 }) => ({
  bench,
  impl,
  [unit]: value,
  min,
  runs,
  ...(p99 === undefined ? {} : { p50, p99 }),
});

async function write(sections, failures, circumstances) {
  if (failures > 0) throw new Error("docs/benchmarks.md is left as it was, since not everything could be measured.");
  const { writeTimes } = await import("./harness/page.mjs");
  await writeTimes(sections, circumstances);
}

await runMain(async () => {
  try {
    const mode = Object.keys(MODES).find((name) => process.argv.includes(name));
    if (mode !== undefined) return await runMode(MODES[mode], process.argv.slice(2));
    return await main();
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    say(`${error.message}\n${usage}`);
    return 2;
  }
});
