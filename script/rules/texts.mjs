// Tracked files name no registry and no machine, links lead somewhere, every clause of the semantics names its test, and
// every decision has a number of its own and is named by a file that it explains.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { root } from "../lib/folders.mjs";

const FORBIDDEN = [
  { what: "a resolved address in a lockfile", files: /package-lock\.json$/, pattern: /"resolved":\s*"https?:/ },
  { what: "a registry host", files: /./, pattern: /\bregistry\.(?:npmjs|yarnpkg)\b|https?:\/\/registry\b/ },
  {
    what: "an absolute path of one machine",
    files: /./,
    pattern: /(?<![\w.$}*/-])\/(?:home|root|Users|work|tmp)\/[\w.-]+/,
  },
];

/** Says what tracked files hold that they must not, which links lead nowhere, and which clauses have no test. */
export function textProblems() {
  const files = trackedFiles();
  const pages = files.filter((file) => file.endsWith(".md"));
  const sources = pages.flatMap((page) => goneFiles(page, files));
  return [
    ...files.flatMap(forbidden),
    ...pages.flatMap(deadLinks),
    ...sources,
    ...untested("docs/semantics.md"),
    ...unnamedDecisions(files),
    ...doubledNumbers(files),
  ];
}

function forbidden(file) {
  const text = readFileSync(join(root, file), "utf8");
  return FORBIDDEN.filter(({ files }) => files.test(file)).flatMap(({ what, pattern }) => {
    const found = pattern.exec(text);
    if (!found) return [];
    return [`${file}:${text.slice(0, found.index).split("\n").length} holds ${what}: ${found[0]}`];
  });
}

function deadLinks(file) {
  const text = readFileSync(join(root, file), "utf8");
  const inline = [...text.matchAll(/\]\((?!https?:|mailto:)([^)\s]+)(?:\s+"[^"]*")?\)/g)];
  const below = [...text.matchAll(/^\[[^\]]+\]:\s*(?!https?:|mailto:)(\S+)/gm)];
  return [...inline, ...below].flatMap(([, target]) => {
    const [path, anchor] = target.split("#");
    const page = path === "" ? file : join(dirname(file), path);
    if (!existsSync(join(root, page))) return [`${file} links to ${path}, which does not exist`];
    if (/^packages\/[^/]+\/README\.md$/.test(file) && statSync(join(root, page)).isDirectory())
      return [`${file} links to the folder ${path}, which the API reference cannot show: link to a file in it`];
    if (anchor === undefined || !page.endsWith(".md") || slugsOf(page).has(anchor)) return [];
    return [`${file} links to ${target}, and ${page} has no such heading`];
  });
}

/** The anchors of a page's headings, as forges make them. */
function slugsOf(page) {
  const headings = readFileSync(join(root, page), "utf8").matchAll(/^#+\s+(.*)$/gm);
  return new Set(
    [...headings].map(([, text]) =>
      text
        .toLowerCase()
        .replace(/[^\p{L}\p{N} _-]/gu, "")
        .replaceAll(" ", "-"),
    ),
  );
}

// A source file may be named by the end of its path, such as `task/scope.ts`; one that the page shows itself, by the line that names it.
function goneFiles(page, files) {
  const text = readFileSync(join(root, page), "utf8");
  const names = [...text.matchAll(/(?<![\w./*-])(?:[\w-]+\/)*[\w-]+\.(?:ts|mjs)\b/g)].map(([name]) => name);
  const shown = [...text.matchAll(/^\/\/ ([\w./-]+\.ts)$/gm)].map(([, name]) => name.split("/").at(-1));
  return [...new Set(names)]
    .filter((name) => !shown.includes(name.split("/").at(-1)))
    .filter((name) => !files.some((file) => file === name || file.endsWith(`/${name}`)))
    .map((name) => `${page} names ${name}, which does not exist`);
}

// A clause of the semantics is a paragraph that begins with its number in bold; it names the test that holds it.
function untested(file) {
  return readFileSync(join(root, file), "utf8")
    .split(/\n{2,}/)
    .filter((paragraph) => /^\*\*[A-Z]\d+\./.test(paragraph) && !/\]\([^)]*\/test\//.test(paragraph))
    .map((paragraph) => `${file}: clause ${paragraph.slice(2, 6)} names no test`);
}

function unnamedDecisions(files) {
  const folder = "docs/decisions/";
  const others = files.filter((file) => !file.startsWith(folder)).map((file) => readFileSync(join(root, file), "utf8"));
  return files
    .filter((file) => file.startsWith(folder))
    .filter((file) => !others.some((text) => text.includes(file.slice(folder.length))))
    .map((file) => `${file} is named by no file that it explains`);
}

/** Says which decisions have a number that another has: they are named by it. */
export function doubledNumbers(files) {
  const decisions = files.filter((file) => /^docs\/decisions\/\d/.test(file));
  return decisions.flatMap((file, at) => {
    const number = file.slice(0, file.indexOf("-"));
    const other = decisions.findIndex((each) => each.startsWith(`${number}-`));
    return other < at ? [`${file} has the number of ${decisions[other]}: take a free one`] : [];
  });
}

function trackedFiles() {
  const { stdout, status } = spawnSync("git", ["ls-files", "-z"], { cwd: root, encoding: "utf8" });
  if (status !== 0) throw new Error("git ls-files failed: the rules are checked in a clone");
  const files = stdout.split("\0").filter((file) => file !== "" && existsSync(join(root, file)));
  return files.filter((file) => !/\.(?:png|ico|gz|zip|wasm|bin)$/.test(file));
}
