// Crawls the files of a folder. Exit codes: 0; 1 if something failed; 2 for arguments that make no sense.
import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { go } from "@mailslot/core";
import { readArguments, UsageError, usage } from "./arguments.js";
import { crawl } from "./crawl.js";
import { report, toJson } from "./report.js";

const repository = fileURLToPath(new URL("../../..", import.meta.url));

try {
  await run(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  if (error instanceof UsageError) process.stderr.write(`${usage}\n`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}

async function run(args: readonly string[]): Promise<void> {
  const { help, json, folder: given, ...rest } = readArguments(args);
  if (help) {
    process.stdout.write(`${usage}\n`);
    return;
  }
  const folder = resolve(given ?? repository);
  await checkFolder(folder);
  const result = await go(() => crawl({ folder, ...rest }), { name: "crawl" });
  process.stdout.write(`${(json ? toJson : report)(folder, result)}\n`);
}

async function checkFolder(folder: string): Promise<void> {
  const found = await stat(folder).catch((error: Error) => {
    throw new UsageError(`the folder cannot be crawled: ${error.message}`);
  });
  if (!found.isDirectory()) throw new UsageError(`the folder cannot be crawled: ${folder} is not a folder`);
}
