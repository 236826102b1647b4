// Builds the package in the current folder. With src/index.ts it is a library: dist/index.js, dist/development.js
// (DEBUG true, the `development` export condition) and declarations. With src/main.ts it is a program: dist/main.js.
// What package.json declares stays outside the bundle, so an import it does not declare fails here.

import { spawnSync } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { readJson, root } from "./lib/folders.mjs";

const manifest = readJson("package.json");
const declared = Object.keys({
  ...manifest.dependencies,
  ...manifest.peerDependencies,
  ...manifest.optionalDependencies,
});
const isLibrary = existsSync("src/index.ts");
const isProgram = existsSync("src/main.ts");
if (!isLibrary && !isProgram) throw new Error(`${manifest.name} has neither src/index.ts nor src/main.ts`);

const shared = {
  bundle: true,
  format: "esm",
  target: "es2022",
  // A package says "mailslot": { "platform": "node" } if it needs Node; without it, importing node:fs is an error.
  platform: isProgram ? "node" : (manifest.mailslot?.platform ?? "neutral"),
  external: declared.flatMap((name) => [name, `${name}/*`]),
  sourcemap: true,
  sourcesContent: true,
  charset: "utf8",
  logLevel: "warning",
};

rmSync("dist", { recursive: true, force: true });
const jobs = [];
if (isLibrary) {
  const entries = manifest.mailslot?.entries ?? ["index"];
  jobs.push(bundle(entries, { outdir: "dist", splitting: entries.length > 1 }, false));
  if (manifest.exports["."].development) jobs.push(bundle(["index"], { outfile: "dist/development.js" }, true));
}
if (isProgram) jobs.push(bundle(["main"], { outdir: "dist" }, false));
await Promise.all(jobs).catch(() => process.exit(1)); // esbuild has said what is wrong, and where
if (isLibrary) emitDeclarations();

function bundle(entries, out, debug) {
  const entryPoints = entries.map((entry) => `src/${entry}.ts`);
  // Without DEBUG, syntax is minified: constants are inlined, and the branches they close are dropped; names stay. The
  // development build stays as written, so that coverage and stack traces are exact.
  return build({
    ...shared,
    ...out,
    entryPoints,
    minifySyntax: !debug,
    define: { DEBUG: String(debug), VERSION: JSON.stringify(manifest.version) },
  });
}

function emitDeclarations() {
  const tsc = join(root, "node_modules", "typescript", "bin", "tsc");
  const args = [tsc, "-p", "tsconfig.json", "--emitDeclarationOnly", "--outDir", "dist", "--rootDir", "src"];
  const { status } = spawnSync(process.execPath, args, { stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}
