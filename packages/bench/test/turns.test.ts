// Taking turns: every implementation has its rounds, and one that fails costs the others nothing.

import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { suite } from "uvu";
import * as assert from "uvu/assert";

const harness = new URL("../harness/", import.meta.url).href;
const promises = { name: "promises", folder: fileURLToPath(new URL("../peers/promises", import.meta.url)) };
const wrong = { name: "wrong", folder: fileURLToPath(new URL("fixtures/wrong", import.meta.url)) };
const dies = { name: "dies", folder: fileURLToPath(new URL("fixtures/dies", import.meta.url)) };

interface Outcome {
  rows: Array<{ bench: string; impl: string; runs: number; value: number; min: number; unit: string }>;
  failures: string[];
}

/** Takes turns in a process of its own, since the harness is a program without declarations. */
function takeTurns(name: string, implementations: object[], options: object): Outcome {
  const program = `
    import { catalogue } from "${harness}catalogue.mjs";
    import { takeTurns } from "${harness}turns.mjs";
    const failures = [];
    const benchmark = catalogue.find(({ name }) => name === ${JSON.stringify(name)});
    const options = { ...${JSON.stringify(options)}, node: process.execPath, failed: ({ message }) => failures.push(message) };
    const rows = await takeTurns(benchmark, ${JSON.stringify(implementations)}, options);
    console.log(JSON.stringify({ rows, failures }));`;
  const { stdout } = spawnSync(process.execPath, ["--input-type=module", "--eval", program], { encoding: "utf8" });
  return JSON.parse(stdout) as Outcome;
}

const test = suite("turns");

test("gives each implementation one row with its median, minimum and number of rounds", () => {
  const { rows, failures } = takeTurns("script-layout", [promises], { rounds: 3, smoke: false });
  assert.equal(failures, []);
  assert.is(rows.length, 1);
  const [row] = rows;
  assert.is(row?.impl, "promises");
  assert.is(row?.bench, "script-layout");
  assert.is(row?.unit, "nsPerOp");
  assert.is(row?.runs, 3);
  assert.ok(row && row.min > 0 && row.min <= row.value);
});

test("leaves out an implementation that gives a wrong result, says so, and goes on with the others", () => {
  const { rows, failures } = takeTurns("script-layout", [wrong, promises], { rounds: 2, smoke: true });
  assert.equal(
    rows.map(({ impl }) => impl),
    ["promises"],
  );
  assert.is(failures.length, 1);
  assert.match(failures[0] ?? "", "script-layout of wrong: Error: the result of size 50 is 1226 instead of 1225");
});

test("leaves out an implementation that dies, and says how", () => {
  const { rows, failures } = takeTurns("script-layout", [dies, promises], { rounds: 1, smoke: true });
  assert.is(rows.length, 1);
  assert.match(failures[0] ?? "", "script-layout of dies ended (exit code 3)");
});

test("leaves out an implementation without the benchmark", () => {
  const { rows, failures } = takeTurns("ping-pong", [wrong, promises], { rounds: 1, smoke: true });
  assert.equal(failures, []);
  assert.is(rows.length, 1);
});

test.run();
