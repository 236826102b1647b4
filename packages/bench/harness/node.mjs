// The Node that runs the JavaScript implementations: this one, one by its path, or one by its major version, which comes
// from the npm registry when it is first asked for.

import { spawnSync } from "node:child_process";
import { runtime } from "../../../script/runtimes.mjs";
import { UsageError } from "./arguments.mjs";

/** Finds the Node that `wanted`, a path or a major version such as "26", stands for; answers its path and version. */
export function findNode(wanted) {
  const path = wanted === undefined ? process.execPath : /^\d+$/.test(wanted) ? byMajor(wanted) : wanted;
  const { status, stdout } = spawnSync(path, ["--version"], { encoding: "utf8" });
  if (status !== 0) throw new UsageError(`--node: "${wanted}" is not a Node that runs`);
  return { path, version: stdout.trim().replace(/^v/, "") };
}

function byMajor(major) {
  try {
    return runtime(major);
  } catch (error) {
    throw new UsageError(`--node: ${error.message}`);
  }
}
