// runs under Node alone: it runs examples as Node programs.
/** How examples are found, checked and run: what is wrong with one is seen, and named by file and line. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { docstringExamples, type Example, markdownExamples } from "@mailslot/test-support/examples/blocks";
import { check } from "@mailslot/test-support/examples/check";
import { runAll } from "@mailslot/test-support/examples/run";
import { suite } from "uvu";
import * as assert from "uvu/assert";

const test = suite<{ folder: string }>("examples");

// A package beside the others, so that it finds what they find.
test.before((context) => {
  const cache = fileURLToPath(new URL("../.cache/", import.meta.url));
  mkdirSync(cache, { recursive: true });
  context.folder = mkdtempSync(join(cache, "package-"));
  mkdirSync(join(context.folder, "src"));
  writeFileSync(
    join(context.folder, "src", "one.ts"),
    `/** A header, with \`\`\`ts that is no example. */

/**
 * Adds.
 *
 * @example
 * \`\`\`ts
 * console.log(1 + 1); // 2
 * console.log(Math.random()); // e.g. 0.5
 * \`\`\`
 */
export const add = 1;
`,
  );
  writeFileSync(join(context.folder, "README.md"), "# Title\n\n```ts\nconst a: number = 1;\n```\n\n```js\nb\n```\n");
  writeFileSync(
    join(context.folder, "src", "index.ts"),
    `/** Adds. */
export function add(): void {}
/** Subtracts.
 * @example
 */
export function subtract(): void {}
/** Options. */
export interface AddOptions {
  /** A limit. */
  limit?: number;
  /** A step. Default: 1. */
  step?: number;
  readonly sum: number;
  readonly kind: "add";
}
export interface Bare {}
`,
  );
});

test.after(({ folder }) => rmSync(folder, { recursive: true }));

test("a program after @example is found on its line, with what it prints", ({ folder }) => {
  const [example, ...others] = docstringExamples(folder);
  assert.is(others.length, 0);
  assert.equal(
    { ...example, source: example?.source.trim() },
    {
      file: "src/one.ts",
      line: 8,
      source: "console.log(1 + 1); // 2\nconsole.log(Math.random()); // e.g. 0.5",
      prints: ["2"],
    },
  );
});

test("a TypeScript program of a README is found, and no other", ({ folder }) => {
  const examples = markdownExamples(folder, "README.md");
  assert.equal(
    examples.map(({ line, source }) => [line, source.trim()]),
    [[4, "const a: number = 1;"]],
  );
});

test("an error of types names file and line", ({ folder }) => {
  const { errors } = check(folder, [program("\nconst a: string = 1;\nconsole.log(a);")]);
  assert.equal(errors, ["src/one.ts:2: Type 'number' is not assignable to type 'string'."]);
});

test("what is exported and lacks an example, a sentence or a default is named", ({ folder }) => {
  const { gaps } = check(folder, []);
  assert.equal(gaps, { examples: ["add"], sentences: ["Bare", "AddOptions.sum"], defaults: ["AddOptions.limit"] });
});

for (const each of ["thread", "process"] as const) {
  test(`in a ${each}, a program that prints and ends has ended well`, async ({ folder }) => {
    assert.equal(await runAll(folder, [program("console.log(await 42)")], each)[0], {
      code: 0,
      stdout: "42\n",
      stderr: "",
    });
  });

  test(`in a ${each}, a rejection that nobody handles is a failure, and names the line`, async ({ folder }) => {
    const ended = await runAll(folder, [program("\n\nvoid Promise.reject(new Error('lost'));")], each)[0];
    assert.is(ended?.code, 1);
    assert.match(ended?.stderr ?? "", /lost[\s\S]*src\/one\.ts:3/);
  });

  test(`in a ${each}, an await that never ends is a failure`, async ({ folder }) => {
    const ended = await runAll(folder, [program("await new Promise(() => {});")], each)[0];
    assert.is(ended?.code, 13);
  });
}

function program(source: string): Example {
  return { file: "src/one.ts", line: 1, source, prints: [] };
}

test.run();
