// What a bundle declares at its top becomes constant, without a change of what it does or of what its source map says.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { decode } from "@jridgewell/sourcemap-codec";
import { build } from "esbuild";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { makeConstants } from "../../lib/constants.mjs";
import { published } from "../../lib/folders.mjs";

/** Answers what a bundle of `source` says after the change, and its code and map. */
async function changed(source) {
  const folder = mkdtempSync(join(tmpdir(), "constants-"));
  try {
    const file = join(folder, "out.js");
    const options = { bundle: true, format: "esm", minifySyntax: true, sourcemap: true, logLevel: "silent" };
    await build({ ...options, stdin: { contents: source, sourcefile: "in.js" }, outfile: file });
    makeConstants(file);
    const code = readFileSync(file, "utf8");
    writeFileSync(join(folder, "out.mjs"), code);
    const { result } = await import(join(folder, "out.mjs"));
    return { code, result, map: JSON.parse(readFileSync(`${file}.map`, "utf8")) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const heads = (code) => code.split("\n").filter((line) => /^(?:const|var|let|async|function)/.test(line));

test("variables that nothing assigns to, classes and functions become constants", async () => {
  const { code, result } = await changed(`
    const one = globalThis.one ?? 1, two = one + 1;
    class Box { constructor(value) { this.value = value; } }
    function add(a, b = two) { return a + b; }
    async function later({ value }) { return value; }
    export const result = [add(one), new Box(3).value, add.name, later.name, await later({ value: 4 })];
  `);
  assert.equal(result, [3, 3, "add", "later", 4]);
  assert.not.match(code, /^(?:var|function|async)/m);
  assert.match(code, /^const add = \(a, b = two\) => \{$/m);
  assert.match(code, /^const later = async \(\{ value \}\) => \{$/m);
});

test("what is assigned to, in whatever way, stays a variable", async () => {
  const { code, result } = await changed(`
    let a = 0, b = 0, c = 0, d = 0, e = 0, f;
    export function move() { a = 1; b++; --c; [d] = [2]; ({ x: e } = { x: 3 }); for (f of [4]); f ??= 5; }
    move();
    export const result = [a, b, c, d, e, f];
  `);
  assert.equal(result, [1, 1, -1, 2, 3, 4]);
  assert.not.match(code, /const [a-f]\b/);
});

test("a function stays one if an arrow could not take its place", async () => {
  const { code, result } = await changed(`
    const table = { early };
    function early() { return "hoisted"; }
    function self() { return this; }
    function all() { return arguments.length; }
    function made() { return new.target !== undefined; }
    function Old() {}
    Old.prototype.kind = "old";
    function* steps() { yield 1; }
    function inner() { return [1].map(function () { return this ?? "none"; }, "own")[0]; }
    export const result = [table.early(), self.call("me") === "me", all(1, 2), made(), new Old().kind, [...steps()], \`\${inner()}\`];
  `);
  assert.equal(result, ["hoisted", true, 2, false, "old", [1], "own"]);
  const functions = heads(code).filter((line) => line.startsWith("function"));
  assert.equal(
    functions.map((line) => /\w+(?=\()/.exec(line)[0]),
    ["early", "self", "all", "made", "Old", "steps"],
  );
  assert.match(code, /^const inner = /m);
});

test("the source map leads to the same places", async () => {
  const source = `const here = globalThis.here ?? 1, there = [here].map(String);
export function find(given) { return given ?? here; }
export const result = find(null) + there[0];
`;
  const { code, map } = await changed(source);
  const wrong = [];
  decode(map.mappings).forEach((segments, line) => {
    for (const [column, , sourceLine, sourceColumn] of segments) {
      const [to, from] = [code.split("\n")[line].slice(column), source.split("\n")[sourceLine].slice(sourceColumn)];
      const word = /^\w+/.exec(from)?.[0];
      if (["here", "there", "globalThis", "given", "String", "map"].includes(word) && !to.startsWith(word))
        wrong.push([to, from]);
    }
  });
  assert.equal(wrong, []);
});

for (const { path, manifest } of published()) {
  for (const [entry, target] of Object.entries(manifest.exports ?? {})) {
    const file = typeof target === "string" ? target : target.default;
    if (!file.endsWith(".js")) continue;
    test(`${manifest.name}${entry.slice(1)} loads as it is shipped`, async () => {
      assert.ok(Object.keys(await import(join(path, file))).length > 0);
    });
  }
}

test.run();
