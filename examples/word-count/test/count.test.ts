/** What is counted: compared with a plain loop, and with wc where that is the GNU one. */
import { spawnSync } from "node:child_process";
import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { plainCount, wcCount } from "../plain-count.mjs";
import { type Printed, withFolder, wordCount } from "./program.js";

function counted(folder: string, ...args: string[]): Printed {
  const { status, stdout, stderr } = wordCount([folder, "--json", ...args]);
  assert.is(stderr, "");
  assert.is(status, 0);
  assert.is(stdout.trimEnd().split("\n").length, 1);
  return JSON.parse(stdout) as Printed;
}

function agree(folder: string, ...args: string[]): void {
  const { files } = counted(folder, ...args);
  const counts = Object.fromEntries(files.map(({ path, words }) => [path, words]));
  assert.equal(counts, Object.fromEntries(plainCount(folder)));
  const wc = wcCount(folder);
  if (wc !== null) assert.equal(counts, Object.fromEntries(wc));
}

test("words of every file are counted, in folders at any depth", () => {
  const files = {
    "a.txt": "one two",
    "b/c/d/e.txt": "\tthree\n\n four \r\nfive",
    "b/empty.txt": "",
    "b/blank.txt": " \n",
  };
  withFolder(files, (folder) => {
    agree(folder);
    assert.is(counted(folder).words, 5);
  });
});

test("white space is that of Unicode, and spaces that do not break", () => {
  withFolder({ "a.txt": "a\u00a0b\u2003c\u3000d\u1680e\u202ff — Ⅷ größe 日本語 😀" }, (folder) => agree(folder));
});

test("words are whole where chunks end, however long they are", () => {
  const long = "x".repeat(70_000);
  const files = {
    "umlauts.txt": "größe ".repeat(30_000),
    "cut.txt": `${"a".repeat(65_535)}ü ${"b".repeat(65_536)} c`,
    "long.txt": `${long} ${long}${long}${long} ${long}`,
    "lines.txt": "one two three\n".repeat(20_000),
  };
  withFolder(files, (folder) => {
    for (const workers of ["1", "3"]) agree(folder, "--workers", workers);
  });
});

test("binary files, links and pipes are left out and named, and skipped folders are not entered", () => {
  const files = { "a.txt": "one", "b.bin": new Uint8Array([97, 32, 0, 98]), ".git/c": "no", "node_modules/d/e": "no" };
  withFolder(files, (folder) => {
    symlinkSync("a.txt", join(folder, "link"));
    symlinkSync(".", join(folder, "loop"));
    const hasPipe = spawnSync("mkfifo", [join(folder, "pipe")]).status === 0;
    const { words, skipped } = counted(folder);
    assert.is(words, 1);
    assert.equal(
      skipped.map(({ path, reason }) => `${path}: ${reason}`).sort(),
      [
        "b.bin: binary",
        "link: not a regular file",
        "loop: not a regular file",
        ...(hasPipe ? ["pipe: not a regular file"] : []),
      ].sort(),
    );
    agree(folder);
  });
});

test("--skip takes the place of the folders that are skipped otherwise", () => {
  withFolder({ "a/x": "one", "b/x": "two three", "dist/x": "four" }, (folder) => {
    assert.is(counted(folder).words, 3);
    assert.is(counted(folder, "--skip", "b").words, 2);
    assert.is(counted(folder, "--skip", "a", "--skip", "b").words, 1);
  });
});

test("the most frequent words are told without case and punctuation", () => {
  withFolder({ "a.txt": "The cat, the (cat) — and THE dog. don't" }, (folder) => {
    assert.equal(counted(folder, "--top", "3").top, [
      { word: "the", count: 3 },
      { word: "cat", count: 2 },
      { word: "and", count: 1 },
    ]);
    assert.equal(counted(folder, "--top", "0").top, []);
  });
});

test("an empty folder is said to hold nothing to count", () => {
  withFolder({}, (folder) => {
    mkdirSync(join(folder, "inner"));
    const { status, stdout } = wordCount([folder]);
    assert.is(status, 0);
    assert.is(stdout, `Nothing to count: there is no text file in ${folder}\n`);
    assert.is(counted(folder).words, 0);
  });
});

test.run();
