// Every package shows a program in its README, and a test that runs what the README shows.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { published } from "../lib/folders.mjs";

for (const { path, short } of published()) {
  test(`the README of ${short} shows a program, and a test runs it`, () => {
    assert.match(readFileSync(join(path, "README.md"), "utf8"), /^```(ts|js|sh)$/m);
    const tests = ["readme.test.ts", "readme.test.mjs"].map((name) => join(path, "test", name));
    assert.ok(tests.some(existsSync), `${short} has no test/readme.test.ts, which runs the programs of its README`);
  });
}

test.run();
