// Every package shows a program in its README, and a test that runs what its documentation shows.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { published } from "../lib/folders.mjs";

for (const { path, short } of published()) {
  test(`the README of ${short} shows a program, and a test runs it`, () => {
    assert.match(readFileSync(join(path, "README.md"), "utf8"), /^```(ts|js|sh)$/m);
    const file = join(path, "test", "examples.test.ts");
    assert.ok(existsSync(file), `${short} has no test/examples.test.ts, which calls testExamples()`);
    assert.match(readFileSync(file, "utf8"), "testExamples(import.meta.url");
  });
}

test.run();
