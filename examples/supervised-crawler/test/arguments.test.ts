/** The command line. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { readArguments, UsageError } from "../src/arguments.js";

for (const args of [["--workers", "0"], ["--tries", "ten"], ["--frobnicate"], ["one", "two"]]) {
  test(`${args.join(" ")} makes no sense`, () => {
    assert.throws(
      () => readArguments(args),
      (error: unknown) => error instanceof UsageError && error.message !== "",
    );
  });
}

test("what is not given has a default", () => {
  const { folder, workers, tries, json } = readArguments([]);
  assert.equal([folder, workers, tries, json], [null, 4, 2, false]);
});

test.run();
