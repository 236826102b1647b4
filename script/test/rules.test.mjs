// The rules about imports and the tree, each broken once.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import ts from "typescript";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { circleProblems } from "../rules/circles.mjs";
import { doubledNumbers } from "../rules/texts.mjs";
import { crowdProblems, lengthProblems, mirrorProblems, treesOf } from "../rules/tree.mjs";

/** Calls `use` with a folder that holds `files`, by their paths. */
function within(files, use) {
  const folder = mkdtempSync(join(tmpdir(), "rules-"));
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const circlesOf = (files) => within(files, (folder) => circleProblems(ts, folder, "src"));
const ringOf = (size, line) =>
  Object.fromEntries(Array.from({ length: size }, (_, n) => [`f${n}.ts`, line(`./f${(n + 1) % size}.js`)]));

test("a circle of values is named by its files, across folders and through exports", () => {
  const files = {
    "a/a.ts": 'import { b } from "../b.js"; export const a = () => b;',
    "b.ts": 'export { c as b } from "./c.js";',
    "c.ts": 'import { a } from "./a/a.js"; export const c = a;',
    "d.ts": 'import { a } from "./a/a.js"; export const d = a;',
  };
  assert.equal(circlesOf(files), ["src: circle of values, which may not be: a/a.ts, b.ts, c.ts"]);
});

test("an import of a type by its name still loads the module", () => {
  assert.is(circlesOf(ringOf(2, (next) => `import { type T } from "${next}"; export type T = 1;`)).length, 1);
});

test("a circle of types may have ten files, and not eleven", () => {
  for (const line of [
    (next) => `import type { T } from "${next}"; export type T = 1;`,
    (next) => `export type { T } from "${next}";`,
    (next) => `export type T = import("${next}").T;`,
  ]) {
    assert.equal(circlesOf(ringOf(10, line)), []);
    assert.match(circlesOf(ringOf(11, line))[0], /^src: circle of types of 11 files, at most 10: f0\.ts, f1\.ts, f10/);
  }
});

test("circles that share no file are found apart", () => {
  const ring = (name) => ({
    [`${name}1.ts`]: `import "./${name}2.js";`,
    [`${name}2.ts`]: `import "./${name}1.js"; import "./y1.js";`,
  });
  assert.is(circlesOf({ ...ring("x"), ...ring("y") }).length, 2);
});

test("a folder may hold fifteen files beside index.ts", () => {
  const files = Object.fromEntries(Array.from({ length: 15 }, (_, n) => [`net/f${n}.ts`, ""]));
  assert.equal(
    within({ ...files, "net/index.ts": "" }, (folder) => crowdProblems(folder, "src")),
    [],
  );
  assert.equal(
    within({ ...files, "net/more.ts": "" }, (folder) => crowdProblems(folder, "src")),
    ["src/net holds 16 files beside index.ts, more than 15: give it folders"],
  );
});

test("a file may have 300 lines", () => {
  const files = { "a.ts": "line\n".repeat(300), "b/b.test.mjs": "line\n".repeat(301), "c.md": "line\n".repeat(400) };
  assert.equal(
    within(files, (folder) => lengthProblems(folder, "x")),
    ["x/b/b.test.mjs has 301 lines, more than 300"],
  );
});

test("a folder of tests mirrors one of sources, or is of those that belong to several", () => {
  const files = {
    "src/a/a.ts": "",
    "test/a/a.test.ts": "",
    "test/a/contract/full.test.ts": "",
    "test/gone/b.test.ts": "",
    "test/keys/key.pem": "",
  };
  assert.equal(
    within(files, (folder) => mirrorProblems(folder, "packages/x")),
    ["packages/x/test/gone holds tests, and packages/x/src/gone does not exist: tests mirror sources"],
  );
});

test("a tree on a page is read with its nested folders", () => {
  const page = "```\npackages/x/src/\n  a/     One.\n    b/   Two.\n  c/\n```\n\n```\nno tree\n```\n";
  assert.equal(
    [...treesOf(page).get("packages/x/src")],
    [
      ["a", "One."],
      ["a/b", "Two."],
      ["c", ""],
    ],
  );
  assert.is(treesOf(page).size, 1);
});

test("two decisions may not have one number", () => {
  const files = ["docs/decisions/0001-a.md", "docs/decisions/0002-b.md", "src/0001-a.ts"];
  assert.equal(doubledNumbers(files), []);
  assert.equal(doubledNumbers([...files, "docs/decisions/0001-c.md"]), [
    "docs/decisions/0001-c.md has the number of docs/decisions/0001-a.md: take a free one",
  ]);
});

test.run();
