// The guides: pages of docs/guide, whose front matter gives title, group and summary.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./folders.mjs";

const folder = join(root, "docs", "guide");

// Groups in the order in which the site shows them, and the first pages of each; others follow by name.
export const GROUPS = ["Start here", "Cookbook", "Coming from"];
const FIRST = [
  "getting-started",
  "concepts",
  "http-service",
  "dependent-children",
  "limits-and-retries",
  "files-and-processes",
  "testing",
];

/** Reads all guides, in the order of the site. */
export function guides() {
  return readdirSync(folder)
    .filter((file) => file.endsWith(".md"))
    .map((file) => read(file.slice(0, -3)))
    .sort(
      (a, b) =>
        rank(GROUPS, a.group) - rank(GROUPS, b.group) ||
        rank(FIRST, a.name) - rank(FIRST, b.name) ||
        (a.name < b.name ? -1 : 1),
    );
}

function read(name) {
  const text = readFileSync(join(folder, `${name}.md`), "utf8");
  const [, front] = /^---\n([\s\S]*?)\n---\n/.exec(text) ?? [];
  if (front === undefined) throw new Error(`docs/guide/${name}.md has no front matter: title, group and summary`);
  const fields = Object.fromEntries(
    front.split("\n").map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 1).trim()]),
  );
  for (const field of ["title", "group", "summary"])
    if (!fields[field]) throw new Error(`the front matter of docs/guide/${name}.md has no ${field}`);
  if (!GROUPS.includes(fields.group))
    throw new Error(`docs/guide/${name}.md is in the group "${fields.group}", not in one of ${GROUPS.join(", ")}`);
  return { name, text, ...fields };
}

function rank(list, item) {
  const at = list.indexOf(item);
  return at === -1 ? list.length : at;
}
