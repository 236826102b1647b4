// Runs the example and checks what it prints: the JSON rows, the table, the steps of a call and the trace file.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const main = fileURLToPath(new URL("dist/main.js", import.meta.url));

function run(...args) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args], {
    encoding: "utf8",
    timeout: 60_000,
  });
  assert.equal(status, 0, `ping ${args.join(" ")} ended with exit code ${status}: ${stderr}`);
  assert.equal(stderr, "");
  return stdout;
}

const { node, rows } = JSON.parse(run("--json", "--calls", "1000"));
assert.equal(node, process.versions.node);
assert.deepEqual(
  rows.map(({ name }) => name),
  ["function call", "task", "handler", "async"],
);
for (const { name, nsPerCall } of rows) assert.ok(nsPerCall > 0 && nsPerCall < 1e9, `${name}: ${nsPerCall} ns`);

const withThreads = JSON.parse(run("--json", "--threads", "--calls", "200"));
assert.equal(withThreads.rows.at(-1).name, "threads");

const report = run("--calls", "1000");
for (const text of ["2,217", "14,737", "function call", "log scale"]) assert.ok(report.includes(text), text);

const steps = run("--trace");
for (let n = 1; n <= 9; n++) assert.ok(steps.includes(`${n}. `), `step ${n} of 2013 has no event of today beside it`);

const folder = mkdtempSync(join(tmpdir(), "ping-"));
try {
  const path = join(folder, "out.json");
  run(`--trace=${path}`);
  const { traceEvents } = JSON.parse(readFileSync(path, "utf8"));
  assert.ok(
    traceEvents.some(({ ph, name }) => ph === "X" && name === "layout"),
    "the trace has no slice of layout",
  );
} finally {
  rmSync(folder, { recursive: true });
}
console.log(`ping: ${rows.map(({ name, nsPerCall }) => `${name} ${nsPerCall} ns`).join(", ")}`);
