// Runs the built program as a user would, over folders made for a test.
import { type SpawnSyncOptions, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const main = fileURLToPath(new URL("../dist/main.js", import.meta.url));

/** What a run has said, and how it ended. */
export interface Run {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the program with `args`; it has a minute. */
export function grep(args: readonly string[], options: SpawnSyncOptions = {}): Run {
  const all = { timeout: 60_000, maxBuffer: 1 << 28, ...options };
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args], all);
  return { status, stdout: String(stdout), stderr: String(stderr) };
}

/** Makes a folder that holds `files`, hands it to `use`, and removes it. */
export function withFolder(files: Readonly<Record<string, string | Uint8Array>>, use: (folder: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), "grep-"));
  try {
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), content);
    }
    use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
