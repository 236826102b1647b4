/** Installs what the project depends on, when asked to. */
import { spawnSync } from "node:child_process";

/** Runs `npm install` in a folder, and returns whether it has succeeded. */
export function install(folder: string): boolean {
  const isWindows = process.platform === "win32";
  const { status } = spawnSync("npm", ["install"], { cwd: folder, stdio: "inherit", shell: isWindows });
  return status === 0;
}
