// Installs a folder's dependencies from its lockfile, and only when they are missing or the lockfile has changed
// since. The hash of the lockfile last installed is kept in node_modules. See docs/decisions/0004-tools-on-demand.md.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { root } from "./folders.mjs";
import { isMain, runMain } from "./main.mjs";

/**
 * Installs the dependencies of `folder` (absolute, or relative to the repository) if they are missing or stale.
 * Says so on stderr, writes nothing to stdout, and returns whether anything was installed. Throws if npm fails.
 */
export function installFolder(folder) {
  const path = resolve(root, folder);
  const name = relative(root, path) || "the repository";
  const wanted = lockHash(path);
  const stamp = join(path, "node_modules", ".installed-lockfile");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return false;
  process.stderr.write(`Installing what ${name} needs (first run, or the lockfile changed) ...\n`);
  const started = Date.now();
  const { status, stdout, stderr, error } = runNpm(["ci", "--no-progress", "--loglevel=error"], path);
  if (status !== 0) {
    const said = (stdout + stderr).split("npm error Clean install a project")[0]; // what follows is npm's usage text
    throw new Error(`npm ci failed in ${name}: ${error?.message ?? `exit code ${status}`}\n${said.trimEnd()}`);
  }
  writeFileSync(stamp, wanted);
  process.stderr.write(`Installed in ${Math.round((Date.now() - started) / 1000)} s.\n`);
  return true;
}

function lockHash(path) {
  const lockfile = join(path, "package-lock.json");
  if (!existsSync(lockfile)) throw new Error(`${lockfile} is missing: run "npm install" there once and commit it`);
  return createHash("sha256").update(readFileSync(lockfile)).digest("hex");
}

// Inside "npm run", npm tells its children about the folder it runs in; that must not redirect this install.
function runNpm(args, cwd) {
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([key]) => !/^npm_(config_local_prefix|package_)/.test(key)),
  );
  const options = { cwd, env, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] };
  const npm = process.env.npm_execpath;
  if (npm?.endsWith("npm-cli.js")) return spawnSync(process.execPath, [npm, ...args], options);
  return spawnSync("npm", args, { ...options, shell: process.platform === "win32" });
}

if (isMain(import.meta)) {
  await runMain(() => {
    for (const folder of process.argv.slice(2)) installFolder(folder);
  });
}
