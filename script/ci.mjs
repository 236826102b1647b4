// Checks everything that must hold before a change is merged, one step after another; a step that fails does not stop the
// others.
// A step whose output ends with "N passed, N failed" counts as that many tests, any other as one. Started by .ci/run.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { examples, published, readJson, root } from "./lib/folders.mjs";

const LIMIT_MS = 300_000;
const { scripts } = readJson(join(root, "package.json"));

const STEPS = [
  { name: "test", command: ["npm", "test"] },
  { name: "type check", command: ["npm", "run", "types"] },
  { name: "lint", command: ["npm", "run", "lint"] },
  { name: "rules", command: ["npm", "run", "rules"] },
  { name: "API reference", command: ["npm", "run", "docs"], when: published().length > 0 },
  { name: "declaration snapshots", command: ["npm", "run", "api"], when: published().length > 0 },
  { name: "packed packages", command: ["npm", "run", "pack:check"], when: published().length > 0 },
  { name: "bundle sizes", command: ["npm", "run", "size"] },
  { name: "names in bundles", command: ["npm", "run", "bundles"] },
  { name: "coverage of core and select", command: ["npm", "run", "coverage", "--", "core", "select"], counts: false },
  { name: "test under Node 26", command: ["npm", "run", "test:runtimes", "--", "26"] },
  { name: "core under Deno", command: ["npm", "run", "test:runtimes", "--", "deno"] },
  { name: "core under Bun", command: ["npm", "run", "test:runtimes", "--", "bun"] },
  { name: "core in Chromium, where there is one", command: ["npm", "run", "test:browser"] },
  { name: "examples", command: ["npm", "run", "examples"], when: examples().length > 0 },
  { name: "growth of costs", command: ["npm", "run", "bench", "--", "--growth"], when: scripts.bench !== undefined },
  { name: "benchmarks, smoke", command: ["npm", "run", "bench", "--", "--smoke"], when: scripts.bench !== undefined },
];

const totals = { passed: 0, failed: 0 };
for (const step of STEPS.filter(({ when }) => when !== false)) {
  const result = await run(step);
  totals.passed += result.passed;
  totals.failed += result.failed;
  if (result.failed > 0) process.stdout.write(`${result.output.trimEnd()}\n`);
  const counted = result.counted ? `, ${result.passed} passed, ${result.failed} failed` : "";
  process.stdout.write(`${result.failed > 0 ? "FAILED" : "ok"}  ${step.name} (${result.seconds} s${counted})\n`);
}
process.stdout.write(`${totals.passed} passed, ${totals.failed} failed\n`);
process.exitCode = totals.failed === 0 ? 0 : 1;

async function run({ name, command: [program, ...args], counts = true }) {
  const started = Date.now();
  const ended = await runProgram(program, args);
  const seconds = Math.round((Date.now() - started) / 1000);
  const output = ended.late
    ? `${ended.output}\n${name} had not ended after ${LIMIT_MS / 1000} s and was killed`
    : ended.output;
  return { ...count(ended, counts), seconds, output };
}

function count({ code, output }, counts) {
  const match = counts ? /(\d+) passed, (\d+) failed\s*$/.exec(output) : null;
  if (!match) return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, counted: false };
  const failed = Number(match[2]);
  return { passed: Number(match[1]), failed: code === 0 ? failed : Math.max(failed, 1), counted: true };
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
