// The libraries of actors that the programs of Savina run on. Each has a module `savina.mjs` among its others.

import { fileURLToPath, pathToFileURL } from "node:url";
import { implementations, modulePath } from "../harness/implementations.mjs";

const NAMES = ["mailslot", "effect", "xstate", "nact"];
const worker = fileURLToPath(new URL("worker.mjs", import.meta.url));
const known = implementations.filter(({ name }) => NAMES.includes(name));

/** The libraries as implementations that are programs, run by `node`. */
export const libraries = (node) =>
  known.map(({ name, title, package: dependency }) => {
    const start = [node, "--max-old-space-size=8192", worker, name];
    return { name, title, package: dependency, program: { start } };
  });

/** The URL of a library's module. */
export const libraryUrl = (name) =>
  pathToFileURL(
    modulePath(
      known.find((each) => each.name === name),
      { file: "savina" },
    ),
  ).href;
