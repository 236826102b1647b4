// Counts the words of the files below a folder. Exit codes: 0; 1 if a file could not be read; 2 for arguments that make
// no sense; 130 when interrupted.
import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { CancelledError } from "@mailslot/core";
import { type Arguments, readArguments, UsageError, usage } from "./arguments.js";
import { disk } from "./disk.js";
import { countFolder, type Result } from "./pipeline.js";
import { startBar } from "./progress-bar.js";

const repository = fileURLToPath(new URL("../../..", import.meta.url));

try {
  process.exitCode = await run(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  if (error instanceof UsageError) process.stderr.write(`${usage}\n`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}

async function run(args: readonly string[]): Promise<number> {
  const wanted = readArguments(args);
  if (wanted.help) {
    process.stdout.write(`${usage}\n`);
    return 0;
  }
  const folder = resolve(wanted.folder ?? repository);
  await checkFolder(folder);
  const started = performance.now();
  const result = await countUntilInterrupted(folder, wanted);
  if (result === null) return 130;
  const ms = performance.now() - started;
  const format = wanted.json ? (await import("./json.js")).toJson : (await import("./report.js")).report;
  process.stdout.write(`${format(result, { folder, ms, top: wanted.top })}\n`);
  return result.skipped.some(({ unreadable }) => unreadable) ? 1 : 0;
}

async function checkFolder(folder: string): Promise<void> {
  const found = await stat(folder).catch((error: Error) => {
    throw new UsageError(`the folder cannot be counted: ${error.message}`);
  });
  if (!found.isDirectory()) throw new UsageError(`the folder cannot be counted: ${folder} is not a folder`);
}

/** Returns null, having said so, when it was interrupted. */
async function countUntilInterrupted(folder: string, wanted: Arguments): Promise<Result | null> {
  const interrupt = new AbortController();
  process.once("SIGINT", () => interrupt.abort());
  try {
    return await countWithBar(folder, wanted, interrupt.signal);
  } catch (error) {
    if (!(error instanceof CancelledError && interrupt.signal.aborted)) throw error;
    process.stderr.write("Interrupted: counting was given up, and every file is closed.\n");
    return null;
  }
}

async function countWithBar(folder: string, wanted: Arguments, signal: AbortSignal): Promise<Result> {
  const { workers, skip, json } = wanted;
  const progress = await startBar(!json);
  try {
    return await countFolder({ disk, folder, skip, workers, progress, signal });
  } finally {
    progress.stop();
  }
}
