/** The command line, and what the program prints. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { readArguments, UsageError } from "../src/arguments.js";
import { bank } from "./program.js";

const nonsense = [
  ["--accounts", "1"],
  ["--accounts", "ten"],
  ["--transfers=-1"],
  ["--tellers", "0"],
  ["--crashes", "1"],
  ["--seed", "0.5"],
  ["--frobnicate"],
  ["one"],
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
  const { status, stdout, stderr } = bank("--accounts", "1");
  assert.is(status, 2);
  assert.is(stdout, "");
  assert.ok(stderr.startsWith('--accounts: "1" is not a number from 2 to 10,000\nusage: '), stderr);
});

test("--help prints the usage", () => {
  const { status, stdout } = bank("--help");
  assert.is(status, 0);
  assert.match(stdout, /^usage: /);
});

test("a day that balances ends with exit code 0 and says so", () => {
  const { status, stdout, stderr } = bank("--transfers", "200", "--crashes", "10");
  assert.is(stderr, "");
  assert.is(status, 0);
  assert.match(stdout, "10 accounts of 1,000, 200 transfers by 8 tellers, seed 1");
  assert.match(stdout, /account#\d+ of holder \d+ crashed \(InjectedCrash: the disk failed/);
  assert.match(stdout, "more crash");
  assert.ok(stdout.endsWith("Not a coin is missing.\n"));
});

test("a careless day ends with exit code 1 and says what is wrong", () => {
  const { status, stdout } = bank("--crashes", "5", "--careless");
  assert.is(status, 1);
  assert.match(stdout, /The books do not balance: [\d,]+ (lost|out of thin air)\.\n$/);
});

test("--json prints one line", () => {
  const { status, stdout } = bank("--json", "--accounts", "2");
  assert.is(status, 0);
  const { before, after, findings } = JSON.parse(stdout);
  assert.equal([before, after, findings], [2000, 2000, []]);
  assert.is(stdout.trimEnd().split("\n").length, 1);
});

test.run();
