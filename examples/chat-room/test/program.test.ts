/** The program: what it reads, and how it ends. */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { readScene, SceneError } from "../src/scene.js";

const main = fileURLToPath(new URL("../dist/main.js", import.meta.url));

function chatRoom(args: readonly string[], input = "") {
  return spawnSync(process.execPath, [main, ...args], { input, encoding: "utf8", timeout: 60_000 });
}

test("a scene comes from standard input", () => {
  const { status, stdout } = chatRoom(["-"], "ada joins lobby\n\n# nobody else\nwho is in lobby\n");
  assert.is(status, 0);
  assert.is(stdout, "ada joins lobby\nwho is in lobby\n    ada\n");
});

test("a line that is not a command is named, and nothing is played", () => {
  for (const line of ["ada dances", "ada says in lobby:", "joins lobby", "who is"]) {
    const { status, stdout, stderr } = chatRoom(["-"], `ada joins lobby\n${line}\n`);
    assert.is(status, 2);
    assert.is(stdout, "");
    assert.ok(stderr.startsWith(`line 2 is not a command: "${line}"\nusage: `), stderr);
  }
  assert.throws(
    () => readScene("nonsense"),
    (error: unknown) => error instanceof SceneError,
  );
});

test("a file that is not there, and arguments that make no sense, are answered with the usage", () => {
  for (const args of [["missing.txt"], ["one", "two"], ["--frobnicate"]]) {
    const { status, stdout, stderr } = chatRoom(args);
    assert.is(status, 2);
    assert.is(stdout, "");
    assert.match(stderr, /^usage: /m);
  }
});

test("--help prints the usage", () => {
  const { status, stdout } = chatRoom(["--help"]);
  assert.is(status, 0);
  assert.match(stdout, /^usage: /);
});

test.run();
