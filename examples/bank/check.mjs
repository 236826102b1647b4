// Runs days with different seeds and counts what is left; and careless days, whose books must not balance.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const main = fileURLToPath(new URL("dist/main.js", import.meta.url));

function day(...args) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, "--json", ...args], { encoding: "utf8" });
  assert.equal(stderr, "");
  return { status, ...JSON.parse(stdout) };
}

let crashes = 0;
for (let seed = 1; seed <= 10; seed++) {
  const { status, ...rest } = day("--seed", String(seed), "--crashes", "5", "--accounts", String(1 + seed));
  assert.equal(status, 0, `seed ${seed}: ${rest.findings}`);
  const sum = Object.values(rest.balances).reduce((total, balance) => total + balance, 0);
  assert.equal(sum, (1 + seed) * 1000, `seed ${seed}: the accounts hold ${sum}`);
  assert.equal(rest.outcomes.done + rest.outcomes.refused, 1000);
  assert.ok(rest.crashes.length > 100, `seed ${seed}: no more than ${rest.crashes.length} crashes`);
  crashes += rest.crashes.length;
}
const careless = day("--crashes", "5", "--careless");
assert.equal(careless.status, 1, "careless tellers are found out");
assert.notEqual(careless.before, careless.after);

console.log(`bank: 10 days, ${crashes} crashes, no money lost; careless tellers were found out`);
