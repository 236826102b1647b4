/** What is found: compared with a plain loop, and with grep where that is the GNU one. */
import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { gnuGrep, plainGrep } from "../plain-grep.mjs";
import { grep, withFolder } from "./program.js";

function agree(folder: string, pattern: string, workers = 2): string[] {
  const { status, stdout, stderr } = grep(["--workers", String(workers), pattern, folder]);
  assert.is(stderr, "");
  const plain = plainGrep(folder, new RegExp(pattern, "u"));
  assert.is(stdout, plain.map((line) => `${line}\n`).join(""));
  assert.is(status, plain.length > 0 ? 0 : 1);
  const gnu = gnuGrep(folder, pattern);
  if (gnu !== null) assert.equal(gnu.sort(), plain.toSorted());
  return plain;
}

test("every line that matches is printed with its path and its number, in the order of the paths", () => {
  const files = { "b.txt": "one\ntwo\n", "a/z.txt": "two", "a.txt": "three two\n\ntwo", "c/d/e": "none" };
  withFolder(files, (folder) => {
    assert.equal(agree(folder, "two"), ["a/z.txt:1:two", "a.txt:1:three two", "a.txt:3:two", "b.txt:2:two"]);
  });
});

test("thousands of files give the same lines in the same order, by however many workers", () => {
  const words = ["red", "green", "größe", "日本語", "😀"];
  const lineOf = (n: number): string => `${words[n % 5]} ${n} ${words[(n * 7) % 5]}`;
  const fileOf = (n: number): string => Array.from({ length: n % 40 }, (_, line) => lineOf(n * 31 + line)).join("\n");
  const files = Object.fromEntries(Array.from({ length: 2000 }, (_, n) => [`${n % 17}/${n % 5}/${n}.txt`, fileOf(n)]));
  withFolder(files, (folder) => {
    for (const workers of [1, 2, 4]) assert.ok(agree(folder, "größe [0-9]*7 ", workers).length > 100);
  });
});

test("lines are as long as they are, and empty ones and the last without an end count", () => {
  const long = "x".repeat(300_000);
  withFolder({ "a.txt": `\n${long}\n\n\r\n${long}y`, "empty.txt": "", "b.txt": "\n" }, (folder) => {
    assert.is(agree(folder, "^$").length, 3);
    assert.is(agree(folder, "y$").length, 1);
    assert.is(agree(folder, "x").length, 2);
  });
});

test("nothing found is exit code 1", () => {
  withFolder({ "a.txt": "one" }, (folder) => assert.equal(agree(folder, "two"), []));
  withFolder({}, (folder) => assert.equal(agree(folder, "two"), []));
});

test("binary files and links are left out, and skipped folders are not entered", () => {
  const files = {
    "a.txt": "one",
    "b.bin": new Uint8Array([111, 110, 101, 0]),
    ".git/c": "one",
    "node_modules/d": "one",
  };
  withFolder(files, (folder) => {
    symlinkSync("a.txt", join(folder, "link"));
    symlinkSync(".", join(folder, "loop"));
    assert.equal(agree(folder, "one"), ["a.txt:1:one"]);
  });
});

test("-i takes upper and lower case for the same", () => {
  withFolder({ "a.txt": "Größe\nGRÖSSE\nGRÖßE" }, (folder) => {
    const { stdout } = grep(["-i", "größe", folder]);
    assert.is(stdout, "a.txt:1:Größe\na.txt:3:GRÖßE\n");
  });
});

test("--json prints one object with what was found and what was left out", () => {
  withFolder({ "a.txt": "one\ntwo", "b.bin": new Uint8Array([0]) }, (folder) => {
    const { status, stdout } = grep(["--json", "two", folder]);
    assert.is(status, 0);
    const { ms: _ms, ...result } = JSON.parse(stdout) as Record<string, unknown>;
    assert.equal(result, {
      folder,
      matches: [{ path: "a.txt", line: 2, text: "two" }],
      skipped: [{ path: "b.bin", reason: "binary" }],
      bytes: 7,
    });
  });
});

test.run();
