// runs under Node alone: it runs the program of the README as a Node program.
/** The program in the README does what is said beside it. */
import { readFileSync } from "node:fs";
import { runProgram } from "@mailslot/test-support/program";
import { transformSync } from "esbuild";
import { test } from "uvu";
import * as assert from "uvu/assert";

test("the program of the README serves a request and a tick, and ends when it is stopped", () => {
  const text = readFileSync(new URL("../README.md", import.meta.url), "utf8");
  const program = /```ts\n([\s\S]*?)```/.exec(text)?.[1] ?? "";
  const { stdout, stderr, code } = runProgram(transformSync(program, { loader: "ts", format: "esm" }).code);
  assert.equal([stderr, code], ["", 0]);
  assert.match(stdout, /^request hello\ntick \d+\n/);
});

test.run();
