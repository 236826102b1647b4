// Searches the repository, with one worker and with several, and compares line by line with the plain search.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { plainGrep } from "./plain-grep.mjs";

const main = fileURLToPath(new URL("dist/main.js", import.meta.url));
const repository = fileURLToPath(new URL("../..", import.meta.url));
let [lines, ms] = [0, 0];

for (const [pattern, workers] of [
  ["\\bgo\\w*", 1],
  ["\\bgo\\w*", 3],
  ["^export (function|class) [A-Z]\\w+", 2],
]) {
  const plain = plainGrep(repository, new RegExp(pattern, "u"));
  const options = { encoding: "utf8", maxBuffer: 1 << 28, timeout: 60_000 };
  const args = [main, "--json", "--workers", String(workers), pattern];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, options);
  assert.equal(status, 0, `grep ended with exit code ${status}: ${stderr}`);
  const result = JSON.parse(stdout);
  assert.deepEqual(
    result.matches.map(({ path, line, text }) => `${path}:${line}:${text}`),
    plain,
  );
  lines += plain.length;
  ms += result.ms;
}
assert.ok(lines > 0);

console.log(`grep: ${lines} lines in ${ms} ms, as by the plain search`);
