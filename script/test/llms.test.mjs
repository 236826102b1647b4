// Texts for coding agents are there, shipped, and up to date.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { published } from "../lib/folders.mjs";
import { oldTexts } from "../lib/llms.mjs";

test("every llms.txt is as npm run llms writes it", () => assert.equal(oldTexts(), []));

test("every published package has an AGENTS.md", () => {
  const without = published().filter(({ path }) => !existsSync(join(path, "AGENTS.md")));
  assert.equal(
    without.map(({ short }) => short),
    [],
  );
});

test("every published package ships both", () => {
  const silent = published().filter(
    ({ manifest }) => !["AGENTS.md", "llms.txt"].every((file) => manifest.files.includes(file)),
  );
  assert.equal(
    silent.map(({ short }) => short),
    [],
  );
});

test.run();
