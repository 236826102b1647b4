// Counts the repository, with one reader and with many, and compares file by file with the plain count and with wc -w.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { plainCount, wcCount } from "./plain-count.mjs";

const main = fileURLToPath(new URL("dist/main.js", import.meta.url));
const repository = fileURLToPath(new URL("../..", import.meta.url));
const plain = plainCount(repository);
const wc = wcCount(repository);

for (const workers of [1, 4, 32]) {
  const args = [main, "--json", "--workers", String(workers)];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8", maxBuffer: 1 << 28 });
  assert.equal(status, 0, `word-count ended with exit code ${status}: ${stderr}`);
  const { files, words, pipes } = JSON.parse(stdout);
  const counted = new Map(files.map((file) => [file.path, file.words]));
  compare("the plain count", plain, counted);
  if (wc !== null) compare("wc -w", wc, counted);
  assert.equal(
    words,
    [...plain.values()].reduce((sum, each) => sum + each, 0),
  );
  for (const { name, peak, capacity } of pipes) assert.ok(peak <= capacity, `${name} held ${peak} of ${capacity}`);
}

const total = [...plain.values()].reduce((sum, each) => sum + each, 0);
const witnesses = wc === null ? "the plain count (there is no GNU wc here)" : "the plain count and wc -w";
console.log(`word-count: ${total} words in ${plain.size} files, as by ${witnesses}`);

function compare(name, expected, counted) {
  assert.deepEqual([...counted.keys()].sort(), [...expected.keys()].sort(), `other files than by ${name}`);
  for (const [path, words] of expected) assert.equal(counted.get(path), words, `${path}: not as by ${name}`);
}
