// Checks everything that must hold before a change is merged, one step after another; a step that fails does not stop the
// others.
// A step that prints lines "N passed, N failed" counts as that many tests, any other as one. Started by .ci/run.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { examples, published, readJson, root } from "./lib/folders.mjs";

const LIMIT_MS = 1_800_000;
const AT_A_TIME = 2;
const { scripts } = readJson(join(root, "package.json"));

// The coverage step runs these tests itself, so the first step leaves them out.
const COVERED = "--except=core:development,select:default";

// Steps that use every processor, or measure, run alone. The others use one processor and run two at a time, after the
// build, so that no two of them build at once.
const STEPS = [
  { name: "build", command: ["npm", "run", "build"], alone: true },
  { name: "test", command: ["npm", "test", "--", COVERED], alone: true },
  { name: "coverage of core and select", command: ["npm", "run", "coverage", "--", "core", "select"], alone: true },
  { name: "test under Node 26", command: ["npm", "run", "test:runtimes", "--", "26"], alone: true },
  { name: "core under Deno", command: ["npm", "run", "test:runtimes", "--", "deno"], alone: true },
  { name: "core under Bun", command: ["npm", "run", "test:runtimes", "--", "bun"], alone: true },
  // The same four each time, so that a change does not pass or fail by luck; new ones are for hunts.
  { name: "tests under four schedules", command: ["npm", "run", "test:schedules", "--", "--from=1"], alone: true },
  { name: "type check", command: ["npm", "run", "types"], alone: true },
  { name: "API reference", command: ["npm", "run", "docs"], when: published().length > 0 },
  { name: "packed packages", command: ["npm", "run", "pack:check"], when: published().length > 0 },
  { name: "declaration snapshots", command: ["npm", "run", "api"], when: published().length > 0 },
  { name: "lint", command: ["npm", "run", "lint"] },
  { name: "rules", command: ["npm", "run", "rules"] },
  { name: "bundle sizes", command: ["npm", "run", "size"] },
  { name: "names in bundles", command: ["npm", "run", "bundles"] },
  { name: "core and the inspector's page in Chromium, where there is one", command: ["npm", "run", "test:browser"] },
  { name: "examples", command: ["npm", "run", "examples"], when: examples().length > 0, alone: true },
  {
    name: "growth of costs",
    command: ["npm", "run", "bench", "--", "--growth"],
    when: scripts.bench !== undefined,
    alone: true,
  },
  {
    name: "benchmarks, smoke",
    command: ["npm", "run", "bench", "--", "--smoke"],
    when: scripts.bench !== undefined,
    alone: true,
  },
];

const started = Date.now();
const totals = { passed: 0, failed: 0 };
const steps = STEPS.filter(({ when }) => when !== false);
for (const step of steps.filter(({ alone }) => alone)) await take(step);
const waiting = steps.filter(({ alone }) => !alone);
await Promise.all(
  Array.from({ length: AT_A_TIME }, async () => {
    for (let step = waiting.shift(); step; step = waiting.shift()) await take(step);
  }),
);
process.stdout.write(`${minutes(Date.now() - started)}\n${totals.passed} passed, ${totals.failed} failed\n`);
process.exitCode = totals.failed === 0 ? 0 : 1;

async function take(step) {
  const result = await run(step);
  totals.passed += result.passed;
  totals.failed += result.failed;
  if (result.failed > 0) process.stdout.write(`${result.output.trimEnd()}\n`);
  const counted = result.counted ? `, ${result.passed} passed, ${result.failed} failed` : "";
  process.stdout.write(`${result.failed > 0 ? "FAILED" : "ok"}  ${step.name} (${result.seconds} s${counted})\n`);
}

function minutes(ms) {
  return `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1000)} s`;
}

async function run({ name, command: [program, ...args] }) {
  const begun = Date.now();
  const ended = await runProgram(program, args);
  const seconds = Math.round((Date.now() - begun) / 1000);
  const output = ended.late
    ? `${ended.output}\n${name} had not ended after ${LIMIT_MS / 1000} s and was killed`
    : ended.output;
  return { ...count(ended), seconds, output };
}

function count({ code, output }) {
  const sums = [...output.matchAll(/^(\d+) passed, (\d+) failed$/gm)];
  if (sums.length === 0) return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, counted: false };
  const [passed, failed] = [1, 2].map((n) => sums.reduce((sum, match) => sum + Number(match[n]), 0));
  return { passed, failed: code === 0 ? failed : Math.max(failed, 1), counted: true };
}

// The step leads a process group, so that a limit reached, or an interrupt, ends everything it has started. It is asked
// first, since test processes lead groups of their own, which only the test runner knows.
function runProgram(program, args) {
  const env = { ...process.env, CI: "true", NO_COLOR: "1", FORCE_COLOR: "0" };
  const child = spawn(program, args, { cwd: root, env, detached: true, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  let late = false;
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += chunk));
  const limit = setTimeout(() => {
    late = true;
    stop(child);
  }, LIMIT_MS);
  const interrupt = () => {
    stop(child);
    process.exit(130);
  };
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, interrupt);
  return new Promise((done) => {
    const end = (code) => {
      clearTimeout(limit);
      for (const signal of ["SIGINT", "SIGTERM"]) process.off(signal, interrupt);
      done({ code, output, late });
    };
    child.on("error", (error) => {
      output += error.message;
      end(1);
    });
    child.on("close", (code) => end(late ? 1 : (code ?? 1)));
  });
}

function stop(child) {
  process.kill(-child.pid, "SIGTERM");
  const kill = setTimeout(() => process.kill(-child.pid, "SIGKILL"), 5000);
  child.once("close", () => clearTimeout(kill));
}
