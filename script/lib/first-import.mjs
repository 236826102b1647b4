// Tells which source files fail when they are imported first: a circle of imports may work from one file and not from
// another. Every file is compiled once and evaluated, with what it imports, in a fresh set of modules per first file.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import { compileFunction } from "node:vm";
import { transformSync } from "esbuild";
import { filesBelow } from "./folders.mjs";

/**
 * Imports each file below `folder` first, and returns a line per file that fails. `packages` maps names of packages to
 * their modules; `programs` are files, relative to the folder, that are left out, since to import one is to run it.
 */
export function failingFirst(folder, packages = {}, programs = []) {
  const files = filesBelow(folder, ".ts").filter((path) => !programs.includes(relative(folder, path)));
  const bodies = new Map(files.map((path) => [path, compiled(path)]));
  return [...bodies.keys()].flatMap((first) => {
    try {
      load(first, new Map());
      return [];
    } catch (error) {
      return [`${relative(folder, first)} cannot be imported first: ${error.message}`];
    }
  });

  function load(path, modules) {
    const known = modules.get(path);
    if (known) return known.exports;
    const body = bodies.get(path);
    if (!body) throw new Error(`${path} is not a source file`);
    const module = { exports: {} };
    modules.set(path, module);
    body(module, module.exports, (name) => {
      if (name.startsWith(".")) return load(join(dirname(path), name.replace(/\.js$/, ".ts")), modules);
      return packages[name] ?? createRequire(path)(name);
    });
    return module.exports;
  }
}

// As a CommonJS module, whose imports are the same getters in the same order, so that a circle fails alike.
function compiled(path) {
  const define = { DEBUG: "true", VERSION: '"0.0.0"', "import.meta.url": JSON.stringify(pathToFileURL(path).href) };
  const { code } = transformSync(readFileSync(path, "utf8"), { loader: "ts", format: "cjs", target: "es2022", define });
  return compileFunction(code, ["module", "exports", "require"], { filename: path });
}
