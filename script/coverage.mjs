// `npm run coverage [-- core select …]`: runs the tests of packages under c8 and fails below 95% of lines, or of
// branches unless a lower number stands here. It measures the development build, where there is one, since that alone
// contains every line; its source map leads back to src. c8 reads it through monocart, because its own reader takes
// every function of a bundle for covered. See docs/decisions/0005-coverage.md.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { packages, root } from "./lib/folders.mjs";
import { installFolder } from "./lib/install.mjs";
import { runMain } from "./lib/main.mjs";
import { setUp } from "./lib/setup.mjs";
import { runTool } from "./lib/tool.mjs";

const LIMIT = 95;
/** Packages that reach fewer branches: what a third party's source does, code that changes a select within it, a system that fails. */
const BRANCHES = { select: 90, io: 90 };

await runMain(async () => {
  await setUp();
  const names = process.argv.slice(2);
  const codes = (names.length > 0 ? names : ["core"]).map(cover);
  return Math.max(...codes);
});

function cover(name) {
  const report = join(root, "coverage", name);
  const code = measure(name, report);
  if (code !== 0) throw new Error(`the tests of ${name} failed under coverage`);
  const files = readLcov(join(report, "lcov.info")).sort((a, b) => a.file.localeCompare(b.file));
  if (files.length === 0) throw new Error(`${report} names no file of packages/${name}/src`);
  return print(name, files);
}

function measure(name, report) {
  const folder = join(root, "script", "coverage");
  installFolder(folder);
  const options = ["--experimental-monocart", "--exclude-after-remap", "--clean", "--reporter=lcovonly"];
  const temp = join(root, ".cache", "coverage", name);
  // What runs is the bundle in dist, what is reported is src; both must be included.
  const included = [`--include=packages/${name}/dist/**`, `--include=packages/${name}/src/**`];
  const c8 = [...options, ...included, `--temp-directory=${temp}`, `--reports-dir=${report}`];
  const hasDevelopment = packages().find(({ short }) => short === `packages/${name}`)?.manifest.exports["."]
    .development;
  const condition = `--condition=${hasDevelopment ? "development" : "default"}`;
  const test = [join(root, "script", "test.mjs"), `packages/${name}/`, condition, "--timeout=180"];
  return runTool(join(folder, "node_modules", "c8", "bin", "c8.js"), [...c8, process.execPath, ...test]);
}

/** Reads lines and branches per file. The side of `if (DEBUG)` that the development build never takes is left out. */
function readLcov(path) {
  if (!existsSync(path)) throw new Error(`${path} was not written`);
  return readFileSync(path, "utf8")
    .split("end_of_record")
    .filter((record) => record.includes("SF:"))
    .map((record) => {
      const file = /^SF:(.*)$/m.exec(record)[1];
      const source = readFileSync(join(root, file), "utf8").split("\n");
      const lines = [...record.matchAll(/^DA:(\d+),(\d+)/gm)].map(([, line, hits]) => ({ line, hit: hits !== "0" }));
      const branches = [...record.matchAll(/^BRDA:(\d+),\d+,\d+,(\d+|-)/gm)]
        .map(([, line, hits]) => ({ line, hit: hits !== "0" && hits !== "-" }))
        .filter(({ line }) => !/\bDEBUG\b/.test(source[line - 1]));
      return { file, lines, branches };
    });
}

function print(name, files) {
  for (const { file, lines, branches } of files) {
    const open = [...new Set([...missed(lines), ...missed(branches).map((line) => `${line}b`)])].join(" ");
    process.stdout.write(`${percent(lines)} lines  ${percent(branches)} branches  ${file}  ${open}\n`);
  }
  const [lines, branches] = [files.flatMap((each) => each.lines), files.flatMap((each) => each.branches)];
  const wanted = BRANCHES[name] ?? LIMIT;
  const figures = `${percent(lines)} of lines (at least ${LIMIT}%), ${percent(branches)} of branches (at least ${wanted}%)`;
  process.stdout.write(`${name}: ${figures}\n`);
  return share(lines) >= LIMIT && share(branches) >= wanted ? 0 : 1;
}

function missed(entries) {
  return entries.filter(({ hit }) => !hit).map(({ line }) => line);
}

function share(entries) {
  return entries.length === 0 ? 100 : (100 * entries.filter(({ hit }) => hit).length) / entries.length;
}

function percent(entries) {
  return `${share(entries).toFixed(1)}%`.padStart(6);
}
