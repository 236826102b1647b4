// The folders of the repository: its root, its packages and its examples. Every list that the scripts work
// through comes from here, so a new package or example is picked up by being there.
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../..", import.meta.url)).replace(/[/\\]$/, "");

/** Reads the folders below `packages` or `examples` that have a package.json, sorted by name. */
export function members(parent) {
  const folder = join(root, parent);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .sort()
    .map((name) => join(folder, name))
    .filter((path) => existsSync(join(path, "package.json")))
    .map((path) => ({ path, short: relative(root, path), manifest: readJson(join(path, "package.json")) }));
}

/** Lists packages, private ones included. */
export const packages = () => members("packages");

/** Lists the packages that go to the registry. */
export const published = () => packages().filter(({ manifest }) => manifest.private !== true);

/** Lists the examples. */
export const examples = () => members("examples");

/** Reads a JSON file, naming it when it does not parse. */
export function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (cause) {
    throw new Error(`${path} is not readable as JSON: ${cause.message}`, { cause });
  }
}

/** Lists files below a folder whose name ends in `suffix`, sorted; dependencies and built files are left out. */
export function filesBelow(folder, suffix) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.name !== "node_modules" && entry.name !== "dist")
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return filesBelow(path, suffix);
      return entry.name.endsWith(suffix) ? [path] : [];
    })
    .sort();
}

/** Removes the files below a folder whose path matches `pattern`. */
export function removeBuilt(folder, pattern) {
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder, { recursive: true })) {
    if (pattern.test(name)) rmSync(join(folder, name));
  }
}
