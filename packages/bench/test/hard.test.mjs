// The rows of --hard: right at any number of members, in every circumstance, and a mistake in the command line is an error.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { rows, runRow } from "../hard/rows.mjs";
import { runStrangers } from "../hard/strangers.mjs";
import { variants } from "../hard/variants.mjs";

const test = suite("hard rows");
const worker = fileURLToPath(new URL("../hard/worker.mjs", import.meta.url));
const program = fileURLToPath(new URL("../bench.mjs", import.meta.url));
const load = async ({ file }) => (await import(`../mailslot/${file}.mjs`)).default;

/** The row with a size of 3 and few members. */
function small(row) {
  const at = row.sizes[10];
  return {
    ...row,
    sizes: { 10: { ...at, size: 3, ...(at.copies ? { copies: 2 } : { parameter: at.parameter && 4 }) } },
  };
}

for (const row of rows)
  test(`${row.name} gives the right result with more members`, async () => {
    assert.ok((await runRow(small(row), await load(row), 10)) > 0);
  });

test("tell a wrong result", async () => {
  const ask = rows.find(({ name }) => name === "actor-ask");
  let message;
  await runRow(small(ask), () => 1, 10).catch((error) => (message = error.message));
  assert.is(message, "actor-ask at 10: the result is 1 instead of 3");
});

test("have members at one, ten and a hundred times", () => {
  for (const { sizes, members } of rows) {
    const counts = [1, 10, 100].map((factor) => sizes[factor].copies ?? sizes[factor].parameter ?? sizes[factor].size);
    assert.equal([counts[1] / counts[0], counts[2] / counts[0]], [10, 100], members);
  }
});

test("meet a thousand strangers, which come to their end", async () => {
  await runStrangers();
});

const runnable = variants.filter(({ name }) => name !== "otel"); // its API is installed when it is first asked for
for (const { name } of runnable)
  test(`run as ${name}`, () => {
    const { stdout, status } = spawnSync(process.execPath, ["--expose-gc", worker, name], {
      input: "chained-spawn 10 1\n",
      encoding: "utf8",
    });
    assert.is(status, 0, stdout);
    assert.is(JSON.parse(stdout.trim().split("\n").at(-1)).ops, 10_000);
  });

test("refuse an unknown row", () => {
  const { stderr, status } = spawnSync(process.execPath, [program, "--hard", "--only", "nope"], { encoding: "utf8" });
  assert.is(status, 2);
  assert.match(stderr, '--only: there is no "nope"');
});

test("refuse to keep a part of a run", () => {
  const { stderr, status } = spawnSync(process.execPath, [program, "--hard", "--write", "--variants", "x10"], {
    encoding: "utf8",
  });
  assert.is(status, 2);
  assert.match(stderr, "--write keeps a whole run");
});

test.run();
