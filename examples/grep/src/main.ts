// Searches the files below a folder. Exit codes as those of grep: 0 if a line was found, 1 if none was, 2 for arguments that make
// no sense and for what could not be read.
import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { readArguments, UsageError, usage } from "./arguments.js";
import { grep } from "./grep.js";
import type { Found, Match, Skipped } from "./search.js";

const repository = fileURLToPath(new URL("../../..", import.meta.url));

// Whoever reads may have seen enough, as `head` has.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit(0);
});

try {
  process.exitCode = await run(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  if (error instanceof UsageError) process.stderr.write(`${usage}\n`);
  process.exitCode = 2;
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
  const matches: Match[] = [];
  const skipped: Skipped[] = [];
  let bytes = 0;
  const take = (found: Found) => {
    matches.push(...found.matches);
    skipped.push(...found.skipped);
    bytes += found.bytes;
    if (!wanted.json)
      process.stdout.write(found.matches.map((one) => `${one.path}:${one.line}:${one.text}\n`).join(""));
  };
  skipped.push(...(await grep({ ...wanted, folder }, take)));
  const ms = Math.round(performance.now() - started);
  const unread = skipped.filter(({ reason }) => reason !== "binary");
  if (wanted.json) process.stdout.write(`${JSON.stringify({ folder, matches, skipped, bytes, ms })}\n`);
  else for (const { path, reason } of unread) process.stderr.write(`${path} could not be read: ${reason}\n`);
  if (unread.length > 0) return 2;
  return matches.length > 0 ? 0 : 1;
}

async function checkFolder(folder: string): Promise<void> {
  const found = await stat(folder).catch((error: Error) => {
    throw new UsageError(`the folder cannot be searched: ${error.message}`);
  });
  if (!found.isDirectory()) throw new UsageError(`the folder cannot be searched: ${folder} is not a folder`);
}
