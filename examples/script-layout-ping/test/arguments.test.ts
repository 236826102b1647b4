/** The command line: what makes no sense is answered with the usage and exit code 2. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { readArguments, UsageError } from "../src/arguments.js";
import { ping } from "./program.js";

const nonsense = [
  ["--calls", "0"],
  ["--calls", "-1"],
  ["--calls=-1"],
  ["--calls", "1.5"],
  ["--calls", "1e3"],
  ["--calls", "many"],
  ["--calls", ""],
  ["--calls"],
  ["--calls", "99999999999999999999"],
  ["--frobnicate"],
  ["--json=yes"],
  ["50000"],
  ["--trace="],
  ["--trace", "out.json"],
  ["--trace", "--json"],
  ["--trace", "--calls", "5"],
  ["--trace", "--threads"],
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
  for (const args of [["--calls", "0"], ["--frobnicate"]]) {
    const { status, stdout, stderr } = ping(args);
    assert.is(status, 2);
    assert.is(stdout, "");
    assert.match(stderr, /^(--calls: "0" is not a positive integer|Unknown option '--frobnicate')/);
    assert.match(stderr, /^usage: npm run ping/m);
    assert.not.match(stderr, /^\s+at /m);
  }
});

test("options are read in both spellings, and --trace with and without a path", () => {
  const plain = { calls: 50_000, threads: false, json: false, trace: null, help: false };
  assert.equal(readArguments([]), plain);
  assert.equal(readArguments(["--calls", "7", "--json"]), { ...plain, calls: 7, json: true });
  assert.equal(readArguments(["--calls=7"]), { ...plain, calls: 7 });
  assert.equal(readArguments(["--threads"]), { ...plain, threads: true });
  assert.equal(readArguments(["--trace"]), { ...plain, trace: { path: null } });
  assert.equal(readArguments(["--trace=a.json"]), { ...plain, trace: { path: "a.json" } });
});

test("--help prints the usage on stdout", () => {
  const { status, stdout, stderr } = ping(["--help"]);
  assert.is(status, 0);
  assert.match(stdout, /^usage: npm run ping/);
  assert.is(stderr, "");
});

test.run();
