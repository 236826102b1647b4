/** The command line: what makes no sense is answered with the reason, the usage and exit code 2. */
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { readArguments, UsageError } from "../src/arguments.js";
import { grep, withFolder } from "./program.js";

const nonsense = [
  [],
  ["--workers", "0", "a"],
  ["--workers", "65", "a"],
  ["--workers", "many", "a"],
  ["a", "--workers"],
  ["a", "--frobnicate"],
  ["("],
  ["[z-a]"],
  ["\\-"],
  ["a", "one", "two"],
];

for (const args of nonsense) {
  test(`"${args.join(" ")}" makes no sense`, () => {
    assert.throws(
      () => readArguments(args),
      (error: unknown) => error instanceof UsageError && error.message !== "",
    );
  });
}

test("what makes no sense is answered with the reason and the usage", () => {
  withFolder({ "a.txt": "one" }, (folder) => {
    for (const [args, reason] of [
      [["--workers", "0", "a"], '--workers: "0" is not a whole number from 1 to 64'],
      [["("], "Invalid regular expression"],
      [["a", join(folder, "missing")], "the folder cannot be searched: ENOENT"],
      [["a", join(folder, "a.txt")], `the folder cannot be searched: ${join(folder, "a.txt")} is not a folder`],
    ] as const) {
      const { status, stdout, stderr } = grep(args);
      assert.is(status, 2);
      assert.is(stdout, "");
      assert.ok(stderr.startsWith(reason), stderr);
      assert.match(stderr, /^usage: npm run grep/m);
    }
  });
});

test("options stand before and after the pattern, and -- before one that begins with a dash", () => {
  const { expression, folder } = readArguments(["-i", "a+", "here"]);
  assert.equal([expression, folder], [/a+/iu, "here"]);
  assert.is(readArguments(["a+", "--workers", "7"]).workers, 7);
  assert.equal(readArguments(["--", "-x"]).expression, /-x/u);
});

test("--help prints the usage on stdout", () => {
  const { status, stdout, stderr } = grep(["--help"]);
  assert.is(status, 0);
  assert.match(stdout, /^usage: npm run grep/);
  assert.is(stderr, "");
});

test.run();
