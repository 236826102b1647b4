// runs under Node alone: it runs the programs of the READMEs as Node programs.
/** The programs in the READMEs do what is said beside them. */
import { readFileSync } from "node:fs";
import { runProgram } from "@mailslot/test-support/program";
import { transformSync } from "esbuild";
import { test } from "uvu";
import * as assert from "uvu/assert";

function outputOf(readme: string): string {
  const text = readFileSync(new URL(readme, import.meta.url), "utf8");
  const program = /```ts\n([\s\S]*?)```/.exec(text)?.[1] ?? "";
  const { stdout, stderr, code } = runProgram(transformSync(program, { loader: "ts", format: "esm" }).code);
  assert.is(stderr, "");
  assert.is(code, 0);
  return stdout;
}

test("the program of the repository's README prints the answer", () => {
  assert.is(outputOf("../../../README.md"), "42\n");
});

test("the program of the package's README does every job", () => {
  assert.is(outputOf("../README.md"), "doing a\ndoing b\ndoing c\n");
});

test.run();
