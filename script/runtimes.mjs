// `npm run test:runtimes`: runs all tests under the oldest and the newest supported Node; `-- deno bun` those of core
// under Deno and Bun. The Node that runs this script serves for its own version; other runtimes come from the npm
// registry, into script/runtimes.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { root } from "./lib/folders.mjs";
import { installFolder } from "./lib/install.mjs";
import { isMain, runMain } from "./lib/main.mjs";
import { setUp } from "./lib/setup.mjs";

const RUNTIMES = {
  20: { folder: "node-20", binary: ["bin", "node"] },
  26: { folder: "node-26", binary: ["bin", "node"] },
  deno: { folder: "deno", binary: ["deno"], tests: "packages/core/" },
  bun: { folder: "bun", binary: ["bin", "bun"], tests: "packages/core/" },
};

/** Finds the binary of a runtime ("20", "26", "deno" or "bun"), installing it if needed, and returns its path. */
export function runtime(name) {
  if (process.versions.node.startsWith(`${name}.`)) return process.execPath;
  const entry = RUNTIMES[name];
  if (!entry) throw new Error(`${name} is not one of the runtimes: ${Object.keys(RUNTIMES).join(", ")}`);
  const folder = join(root, "script", "runtimes", entry.folder);
  installFolder(folder);
  const platform = `${process.platform}-${process.arch}`;
  const modules = join(folder, "node_modules");
  const installed = readdirSync(modules).find((each) => each.endsWith(`-${platform}`));
  const binary = installed && join(modules, installed, ...entry.binary);
  if (binary && existsSync(binary)) return binary;
  throw new Error(
    `${entry.folder} is not there for ${platform}: run "npm test -- --runtime=<path>" with one of your own`,
  );
}

function testUnder(name) {
  const path = runtime(name);
  const version = spawnSync(path, ["--version"], { encoding: "utf8" }).stdout.split("\n")[0];
  process.stdout.write(`${RUNTIMES[name].folder}: ${version}\n`);
  const { tests } = RUNTIMES[name];
  const args = [join(root, "script", "test.mjs"), `--runtime=${path}`, ...(tests ? [tests] : [])];
  return spawnSync(process.execPath, args, { stdio: "inherit" }).status;
}

if (isMain(import.meta)) {
  await runMain(async () => {
    await setUp();
    const names = process.argv.length > 2 ? process.argv.slice(2) : ["20", "26"];
    return names.map(testUnder).every((status) => status === 0) ? 0 : 1;
  });
}
