// runs under Node alone: it runs the programs as Node programs.
/** How the programs and files of guides are found and run: files beside each other, services until they are stopped, failures seen. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { comparePrinted } from "@mailslot/test-support/examples/printed";
import { type GuideFile, guideFiles } from "@mailslot/test-support/guide/files";
import { runGuides } from "@mailslot/test-support/guide/run";
import { suite } from "uvu";
import * as assert from "uvu/assert";

const test = suite<{ folder: string; files: GuideFile[] }>("guides");

const fence = (...lines: string[]): string => ["```ts", ...lines, "```", ""].join("\n");
const page = [
  "# A page\n",
  fence("// lib/work.ts", "export const work = (n: number): number => n * 2;"),
  fence('import { work } from "./lib/work";', "console.log(work(21)); // 42"),
  fence("console.log(1); // 2"),
  fence('throw new Error("lost");'),
  fence("// it.test.ts", 'import "node:test";'),
  fence("// other.test.ts", 'import { test } from "vitest";'),
  fence(
    "// main.ts",
    "const runUntilSignal = (name: string): void => {",
    "  const alive = setInterval(() => {}, 1_000);",
    "  process.once(name, () => clearInterval(alive));",
    "};",
    'runUntilSignal("SIGTERM");',
  ),
].join("\n");

test.before((context) => {
  context.folder = mkdtempSync(join(tmpdir(), "guide-"));
  writeFileSync(join(context.folder, "page.md"), page);
  context.files = guideFiles(context.folder, "page");
});

test.after(({ folder }) => rmSync(folder, { recursive: true }));

test("a block that names a file is that file, any other a program, each run in its way", ({ files }) => {
  assert.equal(
    files.map(({ name, runs }) => [name, runs]),
    [
      ["lib/work.ts", "never"],
      ["program-9.ts", "node"],
      ["program-14.ts", "node"],
      ["program-18.ts", "node"],
      ["it.test.ts", "node"],
      ["other.test.ts", "vitest"],
      ["main.ts", "until-stopped"],
    ],
  );
});

test("programs run beside the files of their page, a service until it is stopped, and what is wrong is seen", async ({
  files,
}) => {
  const [work, program, wrong, failing, , , main] = files as [GuideFile, ...GuideFile[]];
  const shown = [work, program, wrong, failing, main].filter((file) => file !== undefined);
  const ends = [...runGuides(shown, {}).values()];
  const [right, other, failed, stopped] = await Promise.all(ends);
  assert.equal(right, { code: 0, stdout: "42\n", stderr: "" });
  assert.match(problemOf(other?.stdout ?? "", wrong?.prints ?? []), /it says that it prints "2"/);
  assert.match(failed?.stderr ?? "", /lost[\s\S]*page\.md:18/);
  assert.is(stopped?.code, 0);
});

// What throws an assertion of its own is not for assert.throws.
function problemOf(stdout: string, prints: readonly string[]): string {
  try {
    comparePrinted(stdout, prints);
    return "";
  } catch (error) {
    return String(error);
  }
}

test.run();
