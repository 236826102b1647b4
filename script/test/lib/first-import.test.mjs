// Every source file of every package can be imported first, by itself.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { failingFirst } from "../../lib/first-import.mjs";
import { published } from "../../lib/folders.mjs";

const packages = Object.fromEntries(
  await Promise.all(
    ["core", "select", "actor"].map(async (name) => [`@mailslot/${name}`, await import(`@mailslot/${name}`)]),
  ),
);

for (const { path, short, manifest } of published()) {
  test(`every source file of ${short} can be imported first`, () => {
    const programs = Object.values(manifest.bin ?? {}).map((file) => `${basename(file, ".js")}.ts`);
    assert.equal(failingFirst(join(path, "src"), packages, programs), []);
  });
}

test("a circle that works from one file alone is seen", () => {
  const folder = mkdtempSync(join(tmpdir(), "first-import-"));
  writeFileSync(join(folder, "base.ts"), 'import { make } from "./derived.js"; export class Base { make = make }');
  writeFileSync(
    join(folder, "derived.ts"),
    'import { Base } from "./base.js"; class Derived extends Base {} export const make = () => new Derived();',
  );
  writeFileSync(
    join(folder, "alone.ts"),
    'import type { Base } from "./base.js"; export const alone: Base | null = null;',
  );
  try {
    assert.equal(failingFirst(folder), [
      "base.ts cannot be imported first: Cannot access 'Base' before initialization",
    ]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test.run();
