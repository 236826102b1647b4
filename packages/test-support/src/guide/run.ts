/** Runs the programs of guides, each in a process, in a folder that holds the files of its page. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { transformSync } from "esbuild";
import { type Ended, runProcess } from "../examples/run.js";
import type { GuideFile } from "./files.js";

const AT_ONCE = 2;
// Sends SIGTERM to its own process, as an operator would, once that listens for it.
const STOPPED = [
  "--import",
  `data:text/javascript,process.on("newListener", (name) => {
    if (name === "SIGTERM") setImmediate(() => process.kill(process.pid, name));
  });`,
];
const root = fileURLToPath(new URL("../../../..", import.meta.url));

/** Starts all programs among `files`, a few at a time, and returns a promise for the end of each. */
export function runGuides(
  files: readonly GuideFile[],
  flags: { readonly [page: string]: readonly string[] },
): ReadonlyMap<GuideFile, Promise<Ended>> {
  mkdirSync(join(root, ".cache"), { recursive: true });
  const cache = mkdtempSync(join(root, ".cache", "guides-"));
  for (const file of files) write(cache, file);
  const lanes = Array.from({ length: AT_ONCE }, () => Promise.resolve<unknown>(null));
  const ends = new Map<GuideFile, Promise<Ended>>();
  for (const [n, file] of files.filter(({ runs }) => runs !== "never").entries()) {
    const end = (lanes[n % AT_ONCE] as Promise<unknown>).then(() => start(cache, file, flags[file.page] ?? []));
    lanes[n % AT_ONCE] = end.catch(() => null);
    ends.set(file, end);
  }
  void Promise.all(lanes).then(() => rmSync(cache, { recursive: true, force: true }));
  return ends;
}

/** Writes a file as it is shown, and compiled beside it. */
function write(cache: string, { file, place, source }: GuideFile): void {
  const path = join(cache, place);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, source);
  const sourcefile = pathToFileURL(resolve(root, "docs", "guide", file)).href;
  const options = { loader: "ts", format: "esm", target: "es2022", sourcemap: "inline", sourcefile } as const;
  // A page about a bundler may leave out the endings of its own files, which Node wants.
  const ended = source.replace(/(from "\.{1,2}\/[^"]*?)(\.js)?"/g, '$1.js"');
  writeFileSync(path.replace(/\.ts$/, ".js"), transformSync(ended, options).code);
}

function start(cache: string, { place, page, name, runs }: GuideFile, flags: readonly string[]): Promise<Ended> {
  const cwd = join(cache, page);
  const program = join(cache, place.replace(/\.ts$/, ".js"));
  if (runs === "vitest") return runProcess([vitest(), "run", "--root", cwd, name], cwd);
  const args = ["--enable-source-maps", ...flags, program];
  return runProcess(runs === "until-stopped" ? [...STOPPED, ...args] : args, cwd);
}

function vitest(): string {
  return join(dirname(createRequire(import.meta.url).resolve("vitest/package.json")), "vitest.mjs");
}
