// What a project's type check reads, as one hash: its own sources and settings, the declarations of all packages, and what is
// installed. A project that has passed with this hash need not be checked again.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { root } from "./folders.mjs";

const ASIDE = new Set(["node_modules", ".git", ".cache", "coverage"]);

/** Returns a function from the folder of a project to the hash of its inputs. */
export function inputHashes() {
  const files = [...textsBelow(root)].map((path) => ({
    name: relative(root, path).replaceAll(sep, "/"),
    text: readFileSync(path),
  }));
  return (project) => {
    const hash = createHash("sha256").update(process.version);
    for (const { name, text } of files) {
      const isOwn = project === "." || name.startsWith(`${project}/`);
      if (isOwn || !name.includes("/") || name.includes("/dist/"))
        hash.update(`${name}\0${text.length}\0`).update(text);
    }
    return hash.digest("hex");
  };
}

function* textsBelow(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (!ASIDE.has(entry.name)) yield* textsBelow(path);
    } else if (/\.(?:[cm]?tsx?|json)$/.test(entry.name)) yield path;
  }
}
