// Builds the JavaScript of the package in the current folder. With src/index.ts it is a library: dist/index.js, and
// dist/development/index.js (DEBUG true, the `development` export condition); "mailslot.entries" in package.json
// lists further entries; "mailslot.page" is a page that it serves, dist/page.html. With src/main.ts it is a program: dist/main.js, and what "mailslot.entries" lists. What package.json declares stays outside the
// bundle, so an import it does not declare fails here, and a package can be built before the packages it uses. See
// docs/decisions/0002-build.md.
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { build } from "esbuild";
import { makeConstants } from "./lib/constants.mjs";
import { readJson, removeBuilt } from "./lib/folders.mjs";
import { buildPage } from "./lib/page.mjs";

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
  // Where a letter outside Latin 1 stands as it is, V8 keeps the whole file in two bytes a letter, in each worker.
  charset: "ascii",
  logLevel: "warning",
};

removeBuilt("dist", /\.(?:js|js\.map|html)$/);
const jobs = [];
if (isLibrary) {
  const entries = manifest.mailslot?.entries ?? ["index"];
  jobs.push(bundle(entries, "dist", false));
  if (manifest.exports["."].development) jobs.push(bundle(entries, "dist/development", true));
}
if (manifest.mailslot?.page) jobs.push(buildPage(manifest.mailslot.page, "dist"));
if (isProgram) jobs.push(bundle(manifest.mailslot?.entries ?? ["main"], "dist", false));
await Promise.all(jobs).catch((error) => {
  if (error.errors === undefined) console.error(error); // else esbuild has said what is wrong, and where
  process.exit(1);
});
if (isLibrary) for (const file of readdirSync("dist").filter(isModule)) makeConstants(join("dist", file));

/** A program runs while its module loads, and would miss the functions that stand below. */
function isModule(file) {
  const programs = Object.values(manifest.bin ?? {}).map((path) => basename(path));
  return file.endsWith(".js") && existsSync(`dist/${file}.map`) && !programs.includes(file);
}

function bundle(entries, outdir, debug) {
  const options = {
    ...shared,
    // Without DEBUG, syntax is minified: constants are inlined, and the branches they close are dropped; names stay. The
    // development build stays as written, so that coverage and stack traces are exact.
    minifySyntax: !debug,
    define: { DEBUG: String(debug), VERSION: JSON.stringify(manifest.version) },
  };
  if (entries.length > 1 && entries.every(isExported)) return bundleTogether(entries, outdir, options);
  const entryPoints = entries.map((entry) => `src/${entry}.ts`);
  return build({
    ...options,
    entryPoints,
    outdir,
    splitting: entries.length > 1,
    chunkNames: isLibrary ? "shared" : "[name]-[hash]",
  });
}

function isExported(entry) {
  return (entry === "index" ? "." : `./${entry}`) in (manifest.exports ?? {});
}

/**
 * One file, of which each entry gives its names: so what they hold exists once, and no fast path crosses a module. The parts
 * that package.json lists as "mailslot.parts" are files of their own: a program that uses nothing else gets nothing else.
 */
async function bundleTogether(entries, outdir, options) {
  const parts = manifest.mailslot.parts ?? [];
  const contents = entries.map((entry) => `export * from "./src/${entry}.ts";`).join("\n");
  const stdin = { contents, resolveDir: process.cwd(), sourcefile: "shared.ts" };
  await build({ ...options, stdin, outfile: join(outdir, "shared.js"), plugins: [apart(parts)] });
  await build({ ...options, entryPoints: parts.map((part) => `src/${part}.ts`), outdir });
  const files = new Map();
  for (const part of parts) for (const name of await exportsOf(part, options)) files.set(name, part);
  for (const entry of entries) {
    const names = await exportsOf(entry, options);
    const lines = ["shared", ...parts].map((file) => {
      const list = names.filter((name) => (files.get(name) ?? "shared") === file);
      return list.length === 0 ? "" : `export { ${list.join(", ")} } from "./${file}.js";\n`;
    });
    writeFileSync(join(outdir, `${entry}.js`), lines.join(""));
  }
}

/** Leaves the parts out of a bundle, which imports their files. */
function apart(parts) {
  const files = new Map(parts.map((part) => [resolve(`src/${part}.js`), `./${part}.js`]));
  return {
    name: "apart",
    setup(bundler) {
      bundler.onResolve({ filter: /^\./ }, ({ path, resolveDir }) => {
        const file = files.get(resolve(resolveDir, path));
        return file === undefined ? undefined : { path: file, external: true };
      });
    },
  };
}

async function exportsOf(entry, options) {
  const dry = {
    ...options,
    entryPoints: [`src/${entry}.ts`],
    outdir: "dist",
    sourcemap: false,
    write: false,
    metafile: true,
  };
  const [{ exports }] = Object.values((await build(dry)).metafile.outputs);
  return exports;
}
