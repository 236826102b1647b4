/** The command line: what makes no sense is answered with the reason, the usage and exit code 2. */
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { readArguments, UsageError } from "../src/arguments.js";
import { withFolder, wordCount } from "./program.js";

const nonsense = [
  ["--workers", "0"],
  ["--workers", "257"],
  ["--workers", "many"],
  ["--workers=-1"],
  ["--workers"],
  ["--top", "1.5"],
  ["--frobnicate"],
  ["one", "two"],
];

for (const args of nonsense) {
  test(`${args.join(" ")} makes no sense`, () => {
    assert.throws(
      () => readArguments(args),
      (error: unknown) => error instanceof UsageError && error.message !== "",
    );
  });
}

test("what makes no sense is answered with the reason and the usage", () => {
  withFolder({ "a.txt": "one" }, (folder) => {
    for (const [args, reason] of [
      [["--workers", "0"], '--workers: "0" is not a number from 1 to 256'],
      [[join(folder, "missing")], `the folder cannot be counted: ENOENT`],
      [[join(folder, "a.txt")], `the folder cannot be counted: ${join(folder, "a.txt")} is not a folder`],
    ] as const) {
      const { status, stdout, stderr } = wordCount(args);
      assert.is(status, 2);
      assert.is(stdout, "");
      assert.ok(stderr.startsWith(reason), stderr);
      assert.match(stderr, /^usage: /m);
    }
  });
});

test("the report fits in 80 columns and shows what each stage waited for", () => {
  withFolder({ "a.txt": `one ${"w".repeat(200)}`, "b.txt": "one" }, (folder) => {
    const { status, stdout, stderr } = wordCount([folder]);
    assert.is(status, 0);
    assert.is(stderr, "");
    const lines = stdout.trimEnd().split("\n");
    assert.is(lines[0], folder);
    assert.match(lines[1] ?? "", "3 words in 2 files");
    assert.ok(lines.slice(1).every((line) => line.length <= 80));
    for (const name of ["walk", "read", "count", "merge", "paths", "chunks", "counts"])
      assert.match(stdout, `│ ${name} `);
    assert.not.match(stdout, "\u001b");
  });
});

test.run();
