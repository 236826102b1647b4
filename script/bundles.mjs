// `npm run bundles`: bundles a program as esbuild, rolldown (Vite's bundler) and terser do, minified, and runs it. Errors must
// keep `name` and `code` in every bundle, and tasks the names they are given; the name of its function only where the
// bundler keeps it.
import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { root } from "./lib/folders.mjs";
import { installFolder } from "./lib/install.mjs";
import { runMain } from "./lib/main.mjs";
import { setUp } from "./lib/setup.mjs";

const folder = join(root, "script", "bundles");
const program = join(folder, "program.mjs");
const out = join(root, ".cache", "bundles");

const BUNDLERS = [
  { name: "esbuild, minified", code: () => byEsbuild({ minify: true }) },
  {
    name: "esbuild, minified, development build",
    code: () => byEsbuild({ minify: true, conditions: ["development"] }),
  },
  { name: "esbuild, minified, names kept", code: () => byEsbuild({ minify: true, keepNames: true }), keepsNames: true },
  { name: "esbuild and terser", code: () => byTerser({}) },
  {
    name: "esbuild and terser, names kept",
    code: () => byTerser({ keep_fnames: true, keep_classnames: true }),
    keepsNames: true,
  },
  { name: "rolldown, minified", code: byRolldown },
];

const THROWN = [
  { name: "ClosedError", code: "ERR_MAILSLOT_CLOSED" },
  { name: "UsageError", code: "ERR_MAILSLOT_ARGUMENT" },
  { name: "UsageError", code: "ERR_MAILSLOT_ARGUMENT" },
  { name: "ActorUsageError", code: "ERR_MAILSLOT_DEFINITION" },
];

await runMain(async () => {
  await setUp({ filters: ["./packages/*"] });
  installFolder(folder);
  mkdirSync(out, { recursive: true });
  const results = [];
  for (const [n, bundler] of BUNDLERS.entries()) results.push(...judge(bundler, run(await bundler.code(), `${n}.mjs`)));
  const failed = results.filter(({ problem }) => problem !== "");
  for (const { name, problem } of failed) process.stdout.write(`✘ ${name}: ${problem}\n`);
  process.stdout.write(`${results.length - failed.length} passed, ${failed.length} failed\n`);
  return failed.length === 0 ? 0 : 1;
});

function judge({ name, keepsNames = false }, { classes, thrown, named, given, ref }) {
  const changed = classes.filter((each) => each.name !== each.exported || !each.text.startsWith(each.exported));
  const checks = [
    [changed.map((each) => `${each.exported} is called ${each.name}`).join(", "), ""],
    [thrown, THROWN],
    [given, "given"],
    [ref.replace(/#\d+$/, ""), "account"],
    ...(keepsNames ? [[named, "server"]] : []),
  ];
  return checks.map(([actual, expected]) => ({
    name,
    problem: isDeepStrictEqual(actual, expected)
      ? ""
      : `expected ${JSON.stringify(expected)}, got ${JSON.stringify(actual)}`,
  }));
}

function run(code, file) {
  const path = join(out, file);
  writeFileSync(path, code);
  const { status, stdout, stderr } = spawnSync(process.execPath, [path], { encoding: "utf8", timeout: 20_000 });
  if (status !== 0) throw new Error(`the bundle ${path} failed: ${stderr}`);
  return JSON.parse(stdout);
}

async function byEsbuild(options) {
  const { build } = await import("esbuild");
  const shared = { bundle: true, write: false, format: "esm", platform: "node", target: "es2022", logLevel: "silent" };
  const { outputFiles } = await build({ ...shared, entryPoints: [program], ...options });
  return outputFiles[0].text;
}

async function byTerser(options) {
  const { minify } = createRequire(join(folder, "package.json"))("terser");
  return (await minify(await byEsbuild({}), { module: true, toplevel: true, ...options })).code;
}

async function byRolldown() {
  const { rolldown } = await import(createRequire(join(folder, "package.json")).resolve("rolldown"));
  const bundle = await rolldown({ input: program, platform: "node", logLevel: "silent" });
  const { output } = await bundle.generate({ format: "esm", minify: true });
  await bundle.close();
  return output[0].code;
}
