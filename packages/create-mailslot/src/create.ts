/** Makes the project: checks the folder and the name first, and writes nothing unless both are fit. See docs/decisions/0013-a-project-to-begin-with.md. */
import { cpSync, lstatSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import validate from "validate-npm-package-name";
import { rangesOf } from "./manifest.js";

const TEMPLATE = fileURLToPath(new URL("../template", import.meta.url));
/** What a folder may hold and still count as empty. */
const OVERLOOKED = new Set([".git", ".DS_Store"]);

export interface Made {
  readonly name: string;
  /** Its files, relative to the folder. */
  readonly files: readonly string[];
}

export interface Refused {
  readonly problem: string;
}

/** Makes a project in `folder`, named `name`, or as the folder is. */
export function createProject(folder: string, name: string = basename(folder)): Made | Refused {
  const problem = nameProblem(name) ?? folderProblem(folder);
  if (problem !== null) return { problem };
  mkdirSync(folder, { recursive: true });
  cpSync(TEMPLATE, folder, { recursive: true });
  renameSync(join(folder, "gitignore"), join(folder, ".gitignore")); // npm leaves that name out of what it packs
  writeFileSync(join(folder, "package.json"), `${JSON.stringify(manifestOf(name), null, 2)}\n`);
  const page = join(folder, "README.md");
  writeFileSync(page, readFileSync(page, "utf8").replaceAll("{{name}}", name));
  return { name, files: [".gitignore", "README.md", "package.json", "tsconfig.json", "src"] };
}

function nameProblem(name: string): string | null {
  const { validForNewPackages, errors = [], warnings = [] } = validate(name);
  if (validForNewPackages) return null;
  const why = [...errors, ...warnings].join(", ");
  return `"${name}" cannot be the name of a package (${why}): give another with --name`;
}

function folderProblem(folder: string): string | null {
  const stats = lstatSync(folder, { throwIfNoEntry: false });
  if (stats === undefined) return null;
  if (!stats.isDirectory()) return `${folder} is not a folder: name one that is empty, or is to be made`;
  const held = readdirSync(folder).filter((entry) => !OVERLOOKED.has(entry));
  if (held.length === 0) return null;
  const some = held.slice(0, 3).join(", ");
  return `${folder} is not empty (it holds ${some}${held.length > 3 ? ", …" : ""}): name another folder, or empty it`;
}

function manifestOf(name: string): object {
  return {
    name,
    version: "0.0.0",
    private: true,
    type: "module",
    engines: { node: ">=20.19" },
    scripts: {
      build: "tsc",
      start: "npm run --silent build && node dist/main.js",
      test: "npm run --silent build && node --test dist/",
    },
    dependencies: rangesOf(["@mailslot/actor", "@mailslot/core", "@mailslot/io", "@mailslot/supervision"]),
    devDependencies: rangesOf(["@mailslot/testing", "@types/node", "typescript"]),
  };
}
