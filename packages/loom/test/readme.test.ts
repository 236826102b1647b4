// runs under Node alone: it runs the program of the README as a Node program.
/** The program in the README fails as is shown below it. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { test } from "uvu";
import * as assert from "uvu/assert";

test("the program of the README loses an increment, and says how", () => {
  const text = readFileSync(new URL("../README.md", import.meta.url), "utf8");
  const program = /```js\n([\s\S]*?)```/.exec(text)?.[1] ?? "";
  const cwd = dirname(fileURLToPath(import.meta.url));
  const args = ["--input-type=module", "--eval", program];
  const { status, stderr } = spawnSync(process.execPath, args, { cwd, encoding: "utf8", timeout: 20_000 });
  assert.is(status, 1);
  assert.match(stderr, /assertion: an increment was lost/);
  for (const said of ["store Int32Array#0[0] = 1", "Replay with { replay: "]) assert.ok(stderr.includes(said), said);
});

test.run();
