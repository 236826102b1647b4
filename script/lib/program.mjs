// Runs an example or a private program of the repository: sets up, builds it and starts its dist/main.js. Programs
// are built rather than run from source, because loaders for TypeScript wrap every function to keep its name, which
// costs time in the very loops that are measured.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { root } from "./folders.mjs";
import { setUp } from "./setup.mjs";

/** Runs the program in `folder` with `args`; resolves with its exit code (128 + n when a signal ended it). */
export async function runProgram(folder, args, nodeOptions = []) {
  if (!existsSync(join(root, folder, "package.json"))) throw new Error(`${folder} is not in this clone`);
  await setUp({ filters: [`./${folder}...`] });
  const argv = ["--enable-source-maps", ...nodeOptions, join(root, folder, "dist", "main.js"), ...args];
  const child = spawn(process.execPath, argv, { stdio: "inherit" });
  process.on("SIGTERM", () => child.kill("SIGTERM"));
  // A terminal sends its interrupt to both; sending it on would make the child see it twice.
  process.on("SIGINT", () => process.stdin.isTTY || child.kill("SIGINT"));
  return new Promise((done, fail) => {
    child.on("error", fail);
    child.on("exit", (code, signal) => done(code ?? 128 + (signal === "SIGINT" ? 2 : 15)));
  });
}
