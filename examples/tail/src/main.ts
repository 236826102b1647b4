// Follows a file as `tail -f` does, and takes commands meanwhile. Exit codes: 0; 1 if the file cannot be read; 2 for
// arguments that make no sense.
import { go } from "@mailslot/core";
import { readArguments, UsageError, usage } from "./arguments.js";
import { follow } from "./follow.js";

try {
  await run(process.argv.slice(2));
} catch (error) {
  const isUsage = error instanceof UsageError;
  process.stderr.write(`${(error as Error).message}\n${isUsage ? `${usage}\n` : ""}`);
  process.exitCode = isUsage ? 2 : 1;
}

async function run(args: readonly string[]): Promise<void> {
  const given = readArguments(args);
  if (given === null) process.stdout.write(`${usage}\n`);
  else await go(() => follow(given.file, given));
}
