/** The command line: what makes no sense is answered with the reason, the usage and exit code 2. */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { readArguments, UsageError } from "../src/arguments.js";

const main = fileURLToPath(new URL("../dist/main.js", import.meta.url));

const nonsense = [
  ["--workers", "0"],
  ["--workers", "65"],
  ["--size", "1200"],
  ["--size", "0x10"],
  ["--size", "1x2x3"],
  ["--size", "20000x1"],
  ["--centre", "here"],
  ["--centre", "1,"],
  ["--span", "0"],
  ["--span=-1"],
  ["--span", "Infinity"],
  ["--limit", "1e3"],
  ["--rounds", "0"],
  ["--out="],
  ["--frobnicate"],
  ["picture.png"],
];

for (const args of nonsense) {
  test(`${args.join(" ")} makes no sense`, () => {
    assert.throws(
      () => readArguments(args),
      (error: unknown) => error instanceof UsageError && error.message !== "",
    );
  });
}

test("what makes no sense is answered with the reason, the usage and exit code 2", () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, "--size", "big"], { encoding: "utf8" });
  assert.is(status, 2);
  assert.is(stdout, "");
  assert.match(stderr, /^--size: "big" is not two numbers, such as 1200x800\nusage: npm run mandelbrot/);
});

test("a view is read from its parts", () => {
  const { view, rounds } = readArguments(["--size", "30x20", "--centre=-0.75,0.1", "--span", "1e-2", "--limit", "50"]);
  assert.equal(view, { width: 30, height: 20, x: -0.75, y: 0.1, span: 0.01, limit: 50 });
  assert.is(rounds, 3);
});

test.run();
