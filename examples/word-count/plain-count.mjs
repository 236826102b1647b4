// The same counts by other means, to check the pipeline against: no task, no channel, one character after the other;
// and GNU wc, where there is one.
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";

const SKIPPED = [".git", ".turbo", "node_modules", "dist"];
const NO_BREAK = [0xa0, 0x2007, 0x202f, 0x2060];
const SPACES = [0x1680, 0x2028, 0x2029, 0x205f, 0x3000];

/** Counts the words of every text file below `folder`; returns a Map from relative path to count. */
export function plainCount(folder) {
  const files = textFilesBelow(folder).map((path) => [relative(folder, path), countOf(readFileSync(path, "utf8"))]);
  return new Map(files);
}

/** Asks GNU wc for the same; returns null where there is none. */
export function wcCount(folder) {
  const version = spawnSync("wc", ["--version"], { encoding: "utf8" });
  if (version.status !== 0 || !version.stdout.includes("GNU coreutils")) return null;
  const paths = new Set(textFilesBelow(folder).map((path) => relative(folder, path)));
  const input = [...paths].join("\0");
  const env = { ...process.env, LC_ALL: "C.UTF-8" };
  const { status, stdout, stderr } = spawnSync("wc", ["-w", "--files0-from=-"], {
    cwd: folder,
    env,
    input,
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  if (status !== 0) throw new Error(`wc -w failed: ${stderr}`);
  const lines = stdout.split("\n").map((line) => /^ *(\d+) (.*)$/.exec(line) ?? []);
  return new Map(lines.filter(([, , path]) => paths.has(path)).map(([, words, path]) => [path, Number(words)]));
}

function textFilesBelow(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return SKIPPED.includes(entry.name) ? [] : textFilesBelow(path);
    return entry.isFile() && !readFileSync(path).subarray(0, 65_536).includes(0) ? [path] : [];
  });
}

function countOf(text) {
  let words = 0;
  let inWord = false;
  for (let n = 0; n < text.length; n++) {
    const space = isSpace(text.charCodeAt(n));
    if (!space && !inWord) words++;
    inWord = !space;
  }
  return words;
}

function isSpace(code) {
  if (code < 128) return code === 32 || (code >= 9 && code <= 13);
  return (code >= 0x2000 && code <= 0x200a) || SPACES.includes(code) || NO_BREAK.includes(code);
}
