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

/** A page without front matter has its heading as title and its first sentence as summary, and stands in the cookbook. */
function read(name) {
  const text = readFileSync(join(folder, `${name}.md`), "utf8");
  const [front = "", lines = ""] = /^---\n([\s\S]*?)\n---\n/.exec(text) ?? [];
  const fields = Object.fromEntries(
    [...lines.matchAll(/^(title|group|summary): +(.*)$/gm)].map(([, field, value]) => [field, value]),
  );
  const [, heading = name, sentence = ""] = /^# (.*)\n+([\s\S]*?\.)(?=\s)/m.exec(text.slice(front.length)) ?? [];
  const { title = heading, group = "Cookbook", summary = sentence.replaceAll("\n", " ") } = fields;
  if (!GROUPS.includes(group))
    throw new Error(`docs/guide/${name}.md is in the group "${group}", not in ${GROUPS.join(", ")}`);
  return { name, text, title, group, summary };
}

function rank(list, item) {
  const at = list.indexOf(item);
  return at === -1 ? list.length : at;
}
