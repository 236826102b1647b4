/** Runs a program in a process of its own, against the build that this process tests. */
import { spawnSync } from "node:child_process";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `source`, an ES module, until it ends; a process that has not ended after 20 s is killed (code null). */
export function runProgram(source: string, flags: readonly string[] = []): Ended {
  const conditions = process.execArgv.filter((flag) => flag.startsWith("--conditions="));
  const cwd = dirname(fileURLToPath(import.meta.url));
  const args = [...conditions, ...flags, "--input-type=module", "--eval", source];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd, encoding: "utf8", timeout: 20_000 });
  return { code: status, stdout, stderr };
}
