// Sources import only what their manifest declares; tests import packages by name.
import { readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { join, relative } from "node:path";
import { filesBelow, root } from "../lib/folders.mjs";
import { declared } from "./manifests.mjs";

/** Says what the sources of a package import and its manifest does not declare. */
export function sourceProblems(ts, { path, manifest }) {
  // What is bundled is installed here alone: users get it inside the package.
  const bundled = manifest.mailslot?.bundled ?? [];
  const known = [
    ...declared(manifest),
    ...bundled,
    ...(manifest.private ? Object.keys(manifest.devDependencies ?? {}) : []),
  ];
  const node = manifest.mailslot?.platform === "node" || manifest.private === true;
  return [".ts", ".tsx"]
    .flatMap((suffix) => filesBelow(join(path, "src"), suffix))
    .flatMap((file) =>
      importsOf(ts, file)
        .filter((name) => !(name.startsWith(".") || known.includes(packageOf(name)) || (node && isBuiltin(name))))
        .map((name) => `${relative(root, file)} imports ${name}, which its package.json does not declare`),
    );
}

/** Says which tests of a package import its files instead of its name. */
export function testProblems(ts, { path }) {
  return filesBelow(join(path, "test"), ".ts").flatMap((file) =>
    importsOf(ts, file)
      .filter((name) => /^\.\.?\/(?:.*\/)?(?:src|dist)\//.test(name))
      .filter(() => relative(root, path).startsWith("packages"))
      .map((name) => `${relative(root, file)} imports ${name}; a test imports its package by name`),
  );
}

function importsOf(ts, file) {
  return ts.preProcessFile(readFileSync(file, "utf8"), true, true).importedFiles.map((each) => each.fileName);
}

function packageOf(name) {
  return name.split("/", name.startsWith("@") ? 2 : 1).join("/");
}

function isBuiltin(name) {
  return name.startsWith("node:") || builtinModules.includes(name);
}
