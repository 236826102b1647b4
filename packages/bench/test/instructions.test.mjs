// Counting instructions: its rows are benchmarks of time, its program runs on a clock of its own, and mistakes are errors.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { catalogue } from "../harness/catalogue.mjs";
import { resolveCommit } from "../instructions/commit.mjs";
import { rows } from "../instructions/rows.mjs";

const test = suite("instructions");
const bench = fileURLToPath(new URL("../bench.mjs", import.meta.url));
const program = fileURLToPath(new URL("../instructions/program.mjs", import.meta.url));

for (const { name, size } of rows)
  test(`${name} runs to its end on a clock that goes on by looks`, () => {
    const { file, parameter } = catalogue.find((each) => each.name === name && each.kind === "time");
    const module = new URL(`../mailslot/${file}.mjs`, import.meta.url).href;
    const args = [program, module, `${size}`, `${parameter ?? ""}`, "2"];
    const { status, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
    assert.is(status, 0, stderr);
  });

test("refuse a row and a commit that do not exist", () => {
  const { stderr, status } = spawnSync(process.execPath, [bench, "--instructions", "--only", "nope"], {
    encoding: "utf8",
  });
  assert.is(status, 2);
  assert.match(stderr, '--only: there is no "nope"');
  assert.throws(() => resolveCommit("no-such-commit"), /--against: "no-such-commit" is not a commit/);
});

test.run();
