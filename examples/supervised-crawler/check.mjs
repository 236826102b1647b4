// Crawls a folder with files that crash workers, and this repository; compares with a plain walk.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const main = fileURLToPath(new URL("dist/main.js", import.meta.url));
const repository = fileURLToPath(new URL("../..", import.meta.url));
const SKIPPED = [".git", ".turbo", "node_modules", "dist"];

function crawl(...args) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, "--json", ...args], {
    encoding: "utf8",
    maxBuffer: 1 << 26,
  });
  assert.equal(stderr, "");
  assert.equal(status, 0);
  return JSON.parse(stdout);
}

function walk(folder) {
  const entries = readdirSync(folder, { withFileTypes: true }).filter(({ name }) => !SKIPPED.includes(name));
  const below = entries.filter((entry) => entry.isDirectory()).flatMap(({ name }) => walk(join(folder, name)));
  return [...entries.filter((entry) => entry.isFile()).map(({ name }) => join(folder, name)), ...below];
}

const made = mkdtempSync(join(tmpdir(), "crawler-"));
try {
  mkdirSync(join(made, "deep", "er"), { recursive: true });
  for (let n = 0; n < 50; n++) writeFileSync(join(made, "deep", `${n}.md`), `[a](${n + 1}.md) [b](er/bad-${n}.json)`);
  for (let n = 0; n < 20; n++) writeFileSync(join(made, "deep", "er", `bad-${n}.json`), "{");
  writeFileSync(join(made, "latin1.txt"), Buffer.from([0xe4, 0xf6, 0xfc]));
  for (const [workers, tries] of [
    ["1", "1"],
    ["4", "2"],
    ["32", "3"],
  ]) {
    const { files, folders, links, broken, crashes, givenUp, picture } = crawl(
      made,
      "--workers",
      workers,
      "--tries",
      tries,
    );
    assert.deepEqual([files, folders, links, broken.length], [50, 3, 100, 31]);
    assert.deepEqual([givenUp.length, crashes], [21, 21 * Number(tries)]);
    assert.equal(picture.length, 3 + Number(workers));
    assert.match(picture.join("\n"), /restarted/);
  }
} finally {
  rmSync(made, { recursive: true });
}
const { files, givenUp } = crawl();
const all = walk(repository).length;
assert.equal(files + givenUp.length, all);
console.log(`supervised-crawler: 71 files, 21 of which crash workers, and ${all} of the repository: none was lost`);
