// How much memory of a process workers take: measured in a process of its own, since one does not give back all that it had.

import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/** Starts `workers` workers in a new process, by what `module` exports as `start`; answers by how much its resident memory grew. */
export function residentOf(module, workers) {
  const args = ["--expose-gc", fileURLToPath(import.meta.url), module, String(workers)];
  const { stdout, stderr, status } = spawnSync(process.execPath, args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`the process that starts workers ended with exit code ${status}: ${stderr}`);
  return { bytes: Number(stdout), ops: workers };
}

async function measure(module, workers) {
  const { start } = await import(module);
  const before = resident();
  await start(workers);
  process.stdout.write(String(resident() - before));
  process.exit();
}

function resident() {
  globalThis.gc();
  return process.memoryUsage.rss();
}

// Not awaited here, since the module that it imports imports this one.
if (process.argv[1] === fileURLToPath(import.meta.url)) measure(process.argv[2], Number(process.argv[3]));
