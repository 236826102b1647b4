// `npm run test:runtimes [-- 20 26]`: runs the tests under the oldest and the newest supported Node. The one that runs
// this script serves for its own version; others come from the npm registry, into script/runtimes.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { root } from "./folders.mjs";
import { installFolder } from "./install.mjs";
import { isMain, runMain } from "./main.mjs";
import { setUp } from "./setup.mjs";

/** Finds a Node binary of a major version (20 or 26), installing it if needed, and returns its path. */
export function runtime(major) {
  if (process.versions.node.startsWith(`${major}.`)) return process.execPath;
  const folder = join(root, "script", "runtimes", `node-${major}`);
  if (!existsSync(folder)) throw new Error(`Node ${major} is not one of script/runtimes`);
  installFolder(folder);
  const platform = `${process.platform}-${process.arch}`;
  const name = process.platform === "win32" ? "node.exe" : "node";
  const binary = join(folder, "node_modules", `node-${platform}`, "bin", name);
  if (existsSync(binary)) return binary;
  throw new Error(`npm has no Node ${major} for ${platform}: run "npm test -- --node=<path>" with one of your own`);
}

function testUnder(major) {
  const node = runtime(major);
  const version = spawnSync(node, ["--version"], { encoding: "utf8" }).stdout.trim();
  process.stdout.write(`Node ${version}\n`);
  return spawnSync(process.execPath, [join(root, "script", "test.mjs"), `--node=${node}`], { stdio: "inherit" }).status;
}

if (isMain(import.meta)) {
  await runMain(async () => {
    await setUp();
    const majors = process.argv.length > 2 ? process.argv.slice(2) : ["20", "26"];
    return majors.map(testUnder).every((status) => status === 0) ? 0 : 1;
  });
}
