// Runs the service, and each of its suites under the runner it is written for.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const { resolve } = createRequire(import.meta.url);
const vitest = join(dirname(resolve("vitest/package.json")), "vitest.mjs");

function run(...args) {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: here("."), encoding: "utf8" });
  assert.equal(status, 0, `node ${args.join(" ")} failed:\n${stdout}${stderr}`);
  return stdout;
}

assert.equal(
  run(here("dist/main.js")),
  "the feed is asked for ACME\nACME 40\nthe feed is asked for INITECH\nINITECH 70\nACME 40\n",
);
assert.match(run("--import", "tsx", "test/quotes.uvu.ts"), /Passed: +1/);
run("--import", "tsx", "--test", "test/quotes.node-test.ts");
run(vitest, "run", "--config", here("vitest.config.mjs"));
console.log("the service, and its suites under uvu, node:test and Vitest, pass");
