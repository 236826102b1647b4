// The same search by other means, to check the example against: no job, no batch, one file after the other; and GNU grep, where there is one.
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";

const SKIPPED = [".git", ".turbo", ".cache", "node_modules", "dist"];

/** Lists what matches below `folder` as "path:line:text", in the order of the paths. */
export function plainGrep(folder, expression) {
  return filesBelow(folder).flatMap((path) => {
    const content = readFileSync(path);
    if (content.subarray(0, 65_536).includes(0)) return [];
    const lines = content.toString().split("\n");
    if (lines.at(-1) === "") lines.pop();
    return lines.flatMap((text, n) => (expression.test(text) ? [`${relative(folder, path)}:${n + 1}:${text}`] : []));
  });
}

/** Asks GNU grep for the same, in an order of its own; returns null where there is none. */
export function gnuGrep(folder, pattern) {
  const version = spawnSync("grep", ["--version"], { encoding: "utf8" });
  if (version.status !== 0 || !version.stdout.includes("GNU grep")) return null;
  const args = ["-rnIE", ...SKIPPED.map((name) => `--exclude-dir=${name}`), "-e", pattern, "."];
  const env = { ...process.env, LC_ALL: "C.UTF-8" };
  const { status, stdout, stderr } = spawnSync("grep", args, {
    cwd: folder,
    env,
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  if (status > 1) throw new Error(`grep failed: ${stderr}`);
  const lines = stdout.split("\n").slice(0, -1);
  return lines.map((line) => line.replace(/^\.\//, ""));
}

function filesBelow(folder) {
  const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  return entries.flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return SKIPPED.includes(entry.name) ? [] : filesBelow(path);
    return entry.isFile() ? [path] : [];
  });
}
