// runs under Node alone: it reads files.
/** What the guide shows of the recipes is what their tests run. See docs/decisions/0014-recipes-for-other-libraries.md. */
import { readdirSync, readFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";

const sources = new URL("../src/", import.meta.url);
const code = readdirSync(sources).map((file) => readFileSync(new URL(file, sources), "utf8"));
const guide = readFileSync(new URL("../../../docs/guide/adapters.md", import.meta.url), "utf8");
const blocks = [...guide.matchAll(/^```ts\n([\s\S]*?)^```/gm)].map(([, block = ""]) => block);

test("each program of the guide is a part of a recipe, word for word", () => {
  assert.ok(blocks.length > 0);
  for (const block of blocks)
    assert.ok(
      code.some((source) => source.includes(block)),
      block,
    );
});

test.run();
