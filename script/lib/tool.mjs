// Runs a tool that is a JavaScript file, from the root of the repository, with its output passed on.
import { spawnSync } from "node:child_process";
import { root } from "./folders.mjs";

/** Runs `file` under this Node and returns its exit code (1 if a signal ended it). */
export function runTool(file, args, { cwd = root, env = {} } = {}) {
  const options = { cwd, env: { ...process.env, ...env }, stdio: ["ignore", "inherit", "inherit"] };
  const { status, error } = spawnSync(process.execPath, [file, ...args], options);
  if (error) throw new Error(`${file} could not be started: ${error.message}`);
  return status ?? 1;
}
