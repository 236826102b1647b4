// runs under Node alone: it runs the program of the README as a Node program.
/** The program in the README does what is said beside it. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { transformSync } from "esbuild";
import { test } from "uvu";
import * as assert from "uvu/assert";

test("the program of the README recovers from a crash, and answers", () => {
  const text = readFileSync(new URL("../README.md", import.meta.url), "utf8");
  const program = /```ts\n([\s\S]*?)```/.exec(text)?.[1] ?? "";
  const source = transformSync(program, { loader: "ts", format: "esm" }).code;
  const args = ["--input-type=module", "--eval", source];
  const cwd = fileURLToPath(new URL(".", import.meta.url));
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd, encoding: "utf8", timeout: 20_000 });
  assert.equal([stderr, status], ["", 0]);
  assert.match(stdout, /^UnknownOutcomeError: worker#\d+ exited .*\n1\n2\n$/);
});

test.run();
