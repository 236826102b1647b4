// The tree: no folder of sources or tests is crowded, no file is long, tests mirror sources, and docs/architecture.md names every folder.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { filesBelow, root } from "../lib/folders.mjs";

const FILES_AT_MOST = 15;
const LINES_AT_MOST = 300;

// Folders of tests that belong to no single folder of sources.
const ACROSS = ["contract", "model", "soak", "semantics"];

/** Names the folders below `folder` that hold too many files beside index.ts. */
export function crowdProblems(folder, name, atMost = FILES_AT_MOST) {
  return ["", ...foldersBelow(folder)].flatMap((each) => {
    const files = readdirSync(join(folder, each)).filter((file) => /\.tsx?$/.test(file) && file !== "index.ts");
    if (files.length <= atMost) return [];
    return [`${join(name, each)} holds ${files.length} files beside index.ts, more than ${atMost}: give it folders`];
  });
}

/** Names the source and test files below `folder` that are too long. */
export function lengthProblems(folder, name, atMost = LINES_AT_MOST) {
  return filesBelow(folder, "").flatMap((file) => {
    if (!/\.(?:tsx?|mjs)$/.test(file)) return [];
    const lines = readFileSync(file, "utf8").split("\n").length - 1;
    return lines > atMost ? [`${join(name, relative(folder, file))} has ${lines} lines, more than ${atMost}`] : [];
  });
}

/** Names the folders of test files below `path`/test that mirror neither a folder nor a file below `path`/src. */
export function mirrorProblems(path, name) {
  const files = filesBelow(join(path, "src"), "s").map((file) =>
    relative(join(path, "src"), file).replaceAll("\\", "/"),
  );
  const sources = [...foldersBelow(join(path, "src")), ...files.map((file) => file.replace(/\.ts$/, ""))];
  return foldersBelow(join(path, "test"))
    .filter((each) => readdirSync(join(path, "test", each)).some((file) => /\.test\.(?:ts|mjs)$/.test(file)))
    .filter((each) => !sources.includes(each) && !ACROSS.some((word) => each.split("/").includes(word)))
    .map((each) => `${name}/test/${each} holds tests, and ${name}/src/${each} does not exist: tests mirror sources`);
}

/** Compares the trees that `page` shows with the folders that exist, both ways. */
export function pageProblems(page, tops) {
  const shown = treesOf(readFileSync(join(root, page), "utf8"));
  return tops.flatMap((top) => {
    const [there, named] = [foldersOf(top), shown.get(top.path) ?? new Map()];
    const silent = there.filter((each) => (named.get(each) ?? "") === "");
    const gone = [...named.keys()].filter((each) => !there.includes(each));
    return [
      ...silent.map((each) => `${page} has no sentence for ${join(top.path, each)}`),
      ...gone.map((each) => `${page} shows ${join(top.path, each)}, which does not exist`),
    ];
  });
}

/** Reads the blocks of code whose first line is a path: below it, `name/   sentence` per folder, nested by two spaces. */
export function treesOf(text) {
  const blocks = [...text.matchAll(/^```\n([\w-]+(?:\/[\w-]+)*)\/\n([\s\S]*?)^```/gm)];
  return new Map(blocks.map(([, top, lines]) => [top, namesOf(lines)]));
}

function namesOf(lines) {
  const above = [];
  const named = [...lines.matchAll(/^( +)([\w-]+)\/ *(.*)$/gm)].map(([, indent, name, sentence]) => {
    above.length = indent.length / 2 - 1;
    above.push(name);
    return [above.join("/"), sentence];
  });
  return new Map(named);
}

function foldersOf({ path, deep }) {
  return foldersBelow(join(root, path)).filter((each) => deep || !each.includes("/"));
}

function foldersBelow(folder) {
  if (!existsSync(folder)) return [];
  const files = filesBelow(folder, "").map((file) => relative(folder, file).split("/").slice(0, -1));
  const all = files.flatMap((parts) => parts.map((_, n) => parts.slice(0, n + 1).join("/")));
  return [...new Set(all)].filter((each) => !each.startsWith(".")).sort();
}
