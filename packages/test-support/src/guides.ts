/**
 * Tests what the guides show. A block whose first line names a file, `// work.ts`, is that file, beside the other files of its page; any
 * other is a program. All of them type-check; programs, tests, and files that say what they print, run, and print that.
 */
import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { comparePrinted } from "./examples/printed.js";
import type { Ended } from "./examples/run.js";
import { type GuideFile, guideFiles } from "./guide/files.js";
import { runGuides } from "./guide/run.js";

export interface GuideOptions {
  /** The pages that are tested, by their names without ".md". */
  readonly pages: readonly string[];
  /** Flags of Node under which the programs of a page run. Default: none. */
  readonly flags?: { readonly [page: string]: readonly string[] };
}

/** Registers the tests of guides in `folder`. Call `test.run()` after it. */
export function testGuides(folder: string, { pages, flags = {} }: GuideOptions): void {
  const files = pages.flatMap((page) => guideFiles(folder, page));
  const run = files.filter(({ runs }) => runs !== "never");
  let ends: ReadonlyMap<GuideFile, Promise<Ended>> = new Map();
  test.before(() => {
    ends = runGuides(files, flags);
  });
  for (const file of run)
    test(`${file.file}:${file.line}: ${file.name} runs and prints what it says`, async () => {
      const { code, stdout, stderr } = (await ends.get(file)) as Ended;
      assert.is(stderr, "", stdout);
      assert.is(code, 0, `it ended with code ${code}\n${stdout}`);
      comparePrinted(stdout, file.prints);
    });
  test("every program of a guide says what it prints, and every file is used", () => {
    const silent = run.filter(({ name, prints }) => prints.length === 0 && !/\.test\.ts$/.test(name));
    const unused = files.filter((file) => file.runs === "never" && !isImported(file, files));
    assert.equal([...silent, ...unused].map(placeOf), []);
  });
  test("all programs of the guides type-check", async () => {
    const { typeErrors } = await import("./examples/check.js");
    assert.equal(typeErrors(folder, files), []);
  });
}

/** Names the pages of a folder of guides. */
export function guidePages(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(".md"))
    .map((name) => basename(name, ".md"));
}

function isImported(file: GuideFile, files: readonly GuideFile[]): boolean {
  const name = basename(file.name, ".ts");
  return files.some(
    (other) =>
      other !== file &&
      other.page === file.page &&
      (other.source.includes(`/${name}"`) || other.source.includes(`/${name}.js"`)),
  );
}

function placeOf({ file, line, name }: GuideFile): string {
  return `${file}:${line}: ${name}`;
}

/** Reads the text of a page. */
export function pageText(folder: string, page: string): string {
  return readFileSync(join(folder, `${page}.md`), "utf8");
}
