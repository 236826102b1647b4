// How a test file is judged: each of the cases beside this file goes wrong in one way that must not pass unseen.
import { fileURLToPath } from "node:url";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { engineOf, mayRun, runFile } from "../../lib/test-file.mjs";

const path = (name) => fileURLToPath(new URL(`../cases/${name}.mjs`, import.meta.url));
const run = (name, timeout = 30) => runFile({ file: path(name), runtime: process.execPath, timeout });

test("a file whose tests pass is counted and has no problem", async () => {
  const { passed, failed, problem } = await run("passes");
  assert.equal({ passed, failed, problem }, { passed: 2, failed: 0, problem: "" });
});

test("a failing test is counted and its output kept", async () => {
  const { passed, failed, problem, output } = await run("fails");
  assert.equal({ passed, failed, problem }, { passed: 1, failed: 1, problem: "1 of 2 tests failed" });
  assert.match(output, "this is bad");
});

test("a file that hangs is killed, with all it has started, and says that it hung", async () => {
  // The run is over when its output is closed, and the child of the case holds that open as long as it lives.
  const { failed, problem } = await run("hangs", 2);
  assert.is(failed, 1);
  assert.match(problem, /^hung: .* 2 s/);
});

test("a file may give itself more time than the limit", async () => {
  const { passed, problem } = await run("has-time", 1);
  assert.equal({ passed, problem }, { passed: 1, problem: "" });
});

for (const [name, expected] of [
  ["ends-early", /^ended before its tests did/],
  ["never-runs", /^ended before its tests did/],
  ["skips", /^1 tests were skipped/],
  ["throws-in-hook", /^1 of 1 tests did not run: a before or after hook threw/],
  ["fails-late", /^exit code 1, though its tests passed/],
  ["empty", /^has no test/],
]) {
  test(`the case ${name} counts as failed`, async () => {
    const { failed, problem } = await run(name);
    assert.ok(failed > 0);
    assert.match(problem, expected);
  });
}

test("a file runs after the module to load first: with clock jumps, its clock jumps", async () => {
  const preload = fileURLToPath(new URL("../../lib/clock-jumps.mjs", import.meta.url));
  const jumping = { file: path("jumps"), runtime: process.execPath, timeout: 30 };
  assert.match((await runFile(jumping)).problem, "1 of 1 tests failed");
  assert.is((await runFile({ ...jumping, preload })).problem, "");
});

test("a runtime that is not there is a problem that names it", async () => {
  const { failed, problem } = await runFile({ file: path("passes"), runtime: "/no/such/node", timeout: 5 });
  assert.is(failed, 1);
  assert.match(problem, /could not be started: .*\/no\/such\/node/);
});

test("a file for Node alone is left out elsewhere", () => {
  assert.is(engineOf("/somewhere/bin/bun"), "bun");
  assert.is(mayRun(path("node-alone"), "bun"), false);
  assert.is(mayRun(path("node-alone"), "node"), true);
  assert.is(mayRun(path("passes"), "deno"), true);
});

test.run();
