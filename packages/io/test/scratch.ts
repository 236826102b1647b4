/** A folder for the files of one test, and what this process has open. */
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Makes a folder, which is removed when the process ends. */
export function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), "mailslot-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** The descriptors of this process, where the system tells; else none. */
export function descriptors(): number {
  try {
    return readdirSync("/proc/self/fd").length;
  } catch {
    return 0;
  }
}

/** Lets the host serve I/O until `done`; returns whether that came true, false when it has not after half a minute. */
export async function eventually(done: () => boolean): Promise<boolean> {
  for (const giveUp = Date.now() + 30_000; !done() && Date.now() < giveUp; ) {
    await new Promise<void>((looked) => setImmediate(looked));
  }
  return done();
}
