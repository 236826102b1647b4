/**
 * Runs examples as the ES modules that they are, against the build that this process tests: each in a worker thread with
 * modules of its own, or in a process, with a watchdog. A program ends well if it exits with code 0 and stderr is empty.
 */
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import type { Readable } from "node:stream";
import { pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";
import { transformSync } from "esbuild";
import type { Example } from "./blocks.js";

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

// A program that hangs is worth a long wait: one that does not may be slow on a machine that has much else to do.
const LIMIT_MS = 60_000;
const HUNG = `it had not ended after ${LIMIT_MS / 1000} s and was ended`;
const AT_ONCE = 2;
const flags = [...process.execArgv.filter((flag) => flag.startsWith("--conditions=")), "--enable-source-maps"];

/** Starts all examples of a package, a few at a time, and returns a promise for the end of each. */
export function runAll(folder: string, examples: readonly Example[], each: "thread" | "process"): Promise<Ended>[] {
  mkdirSync(join(folder, ".cache"), { recursive: true });
  const cache = mkdtempSync(join(folder, ".cache", "examples-"));
  const lanes = Array.from({ length: AT_ONCE }, () => Promise.resolve<unknown>(null));
  const ends = examples.map((example, n) => {
    const path = join(cache, `${basename(example.file)}-${example.line}.mjs`);
    const end = (lanes[n % AT_ONCE] as Promise<unknown>).then(() => {
      writeFileSync(path, compiled(folder, example));
      return each === "thread" ? inThread(path) : inProcess(path);
    });
    lanes[n % AT_ONCE] = end.catch(() => null);
    return end;
  });
  void Promise.all(lanes).then(() => rmSync(cache, { recursive: true, force: true }));
  return ends;
}

/** Compiles an example so that stack traces name the file that shows it. */
function compiled(folder: string, { file, source }: Example): string {
  const sourcefile = pathToFileURL(resolve(folder, file)).href;
  return transformSync(source, { loader: "ts", format: "esm", target: "es2022", sourcemap: "inline", sourcefile }).code;
}

async function inThread(path: string): Promise<Ended> {
  const worker = new Worker(path, { stdout: true, stderr: true, execArgv: flags });
  const [stdout, stderr] = [textOf(worker.stdout), textOf(worker.stderr)];
  let error = "";
  worker.on("error", (thrown: Error) => (error = thrown.stack ?? String(thrown)));
  const watchdog = setTimeout(() => {
    error = HUNG;
    void worker.terminate();
  }, LIMIT_MS);
  const code = await new Promise<number>((exited) => worker.once("exit", exited));
  clearTimeout(watchdog);
  return { code, stdout: await stdout, stderr: (await stderr) + error };
}

async function inProcess(path: string): Promise<Ended> {
  return runProcess([...flags, path]);
}

/** Runs Node with arguments, in a folder. */
export async function runProcess(args: readonly string[], cwd?: string): Promise<Ended> {
  const child = spawn(process.execPath, args, {
    cwd,
    env: { ...process.env, PORT: "0" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [stdout, stderr] = [textOf(child.stdout), textOf(child.stderr)];
  let error = "";
  const watchdog = setTimeout(() => {
    error = HUNG;
    child.kill("SIGKILL");
  }, LIMIT_MS);
  const code = await new Promise<number | null>((closed) => child.once("close", closed));
  clearTimeout(watchdog);
  return { code, stdout: await stdout, stderr: (await stderr) + error };
}

async function textOf(stream: Readable): Promise<string> {
  let text = "";
  stream.setEncoding("utf8");
  for await (const chunk of stream) text += chunk;
  return text;
}
