// Runs days in which workers are killed, and counts what is left.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const main = fileURLToPath(new URL("dist/main.js", import.meta.url));
const run = (...args) => spawnSync(process.execPath, [main, ...args], { encoding: "utf8" });

let [deaths, again] = [0, 0];
for (const seed of [1, 2, 3]) {
  const { status, stdout, stderr } = run("--json", "--seed", String(seed), "--kills", "3", "--workers", "2");
  assert.equal(stderr, "");
  const day = JSON.parse(stdout);
  assert.equal(status, 0, stdout);
  assert.equal(day.total, 10 * 1000);
  assert.equal(day.made + day.refused, 5000);
  assert.equal(day.deaths, 3);
  assert.deepEqual(
    day.accounts.map(({ balance }) => balance),
    day.accounts.map(({ booked }) => booked),
  );
  deaths += day.deaths;
  again += day.again;
}
assert.ok(again > 0, "no transfer was in the middle of a death");
const table = run("--transfers", "100", "--kills", "0");
assert.match(table.stdout, /all accounts hold 10000; in the morning they held 10000\n$/);
const wrong = run("--workers", "none");
assert.equal(wrong.status, 2);
assert.match(wrong.stderr, /--workers: "none" is not a whole number from 1 to 64/);

console.log(`parallel-bank: 3 days, ${deaths} workers killed, ${again} transfers begun again, no money lost`);
