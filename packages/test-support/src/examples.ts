/**
 * Tests what the documentation of a package shows. Every program after `@example` in a docstring and in the README
 * type-checks, runs, and prints what the comments behind its `console.log` say; nothing public is without documentation.
 */
import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { docstringExamples, type Example, markdownExamples } from "./examples/blocks.js";
import type { Checked } from "./examples/check.js";
import { comparePrinted } from "./examples/printed.js";
import { type Ended, runAll } from "./examples/run.js";

export interface Expected {
  /** How many exported functions have no `@example` yet. Default: 0. It may only go down. */
  readonly withoutExample?: number;
  /** How many exported names and public members have no sentence yet. Default: 0. It may only go down. */
  readonly withoutSentence?: number;
  /** How many optional members of options do not say their default yet. Default: 0. It may only go down. */
  readonly withoutDefault?: number;
  /** What the programs of Markdown files print, by file, relative to the package, and by their order in it; null for comments alone. */
  readonly prints?: { readonly [file: string]: readonly (string | RegExp | null)[] };
  /** Where each example runs: a process is slower, and has signals and standard input. Default: a worker thread. */
  readonly each?: "thread" | "process";
}

/** Registers the tests of the package to which the test file at `url` belongs. Call `test.run()` after it. */
export function testExamples(url: string, expected: Expected): void {
  const folder = resolve(dirname(fileURLToPath(url)), "..");
  const forAgents = existsSync(join(folder, "AGENTS.md")) ? { "AGENTS.md": [] } : {};
  const prints = { "README.md": [], ...forAgents, ...expected.prints };
  const shown = Object.keys(prints).map((file) => markdownExamples(folder, file));
  const examples = [...docstringExamples(folder), ...shown.flat()];
  const outputs = new Map(shown.flatMap((each, n) => each.map((one, k) => [one, Object.values(prints)[n]?.[k]])));

  testDeclarations(folder, examples, expected);
  let ends: readonly Promise<Ended>[] = [];
  test.before(() => {
    ends = runAll(folder, examples, expected.each ?? "thread");
  });
  for (const [n, example] of examples.entries())
    test(`the example at ${example.file}:${example.line} runs and prints what it says`, async () => {
      const { code, stdout, stderr } = (await ends[n]) as Ended;
      assert.is(stderr, "");
      assert.is(code, 0, code === 13 ? "a top-level await never settled" : `it ended with code ${code}`);
      compareWhole(stdout, example, outputs.get(example));
    });

  for (const [n, file] of Object.keys(prints).entries())
    test(`what each program of ${file} prints is compared`, () => {
      const silent = (shown[n] ?? []).filter((each) => each.prints.length === 0 && outputs.get(each) === undefined);
      assert.equal(
        silent.map(({ line }) => `${file}:${line}`),
        [],
      );
      assert.ok((Object.values(prints)[n]?.length ?? 0) <= (shown[n]?.length ?? 0), "more outputs than programs");
    });
}

function compareWhole(stdout: string, { prints }: Example, whole: string | RegExp | null | undefined): void {
  if (typeof whole === "string") assert.is(stdout, whole);
  if (whole instanceof RegExp) assert.match(stdout, whole);
  comparePrinted(stdout, prints);
}

// Both builds have the same declarations under every runtime, so one run looks at them.
function testDeclarations(folder: string, examples: readonly Example[], expected: Expected): void {
  if (process.execArgv.includes("--conditions=development") || "MAILSLOT_OTHER_RUNTIME" in process.env) return;
  let checked: Checked;
  test.before(async () => {
    const { check } = await import("./examples/check.js");
    checked = check(folder, examples);
  });
  test("all examples type-check", () => assert.equal(checked.errors, []));
  const wanted = [
    ["every exported function has an example", "examples", expected.withoutExample],
    ["every exported name and public member has a sentence", "sentences", expected.withoutSentence],
    ["every option says its default", "defaults", expected.withoutDefault],
  ] as const;
  for (const [name, kind, known = 0] of wanted)
    test(known === 0 ? name : `${name}, except ${known}`, () => {
      const gaps = checked.gaps[kind];
      if (gaps.length < known)
        process.stdout.write(`lower the number of the exceptions from ${known} to ${gaps.length}\n`);
      assert.ok(gaps.length <= known, `${gaps.length} lack it, and at most ${known} may: ${gaps.join(", ")}`);
    });
}
