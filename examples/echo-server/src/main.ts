// An echo over TCP. On SIGTERM or SIGINT it stops listening, serves its clients until they are silent, at most for the grace
// period, and ends with exit code 0; with 1 if it could not listen, 2 for arguments that make no sense.
import { go } from "@mailslot/core";
import { readArguments, UsageError, usage } from "./arguments.js";
import { serve } from "./server.js";

try {
  await run(process.argv.slice(2));
} catch (error) {
  const isUsage = error instanceof UsageError;
  process.stderr.write(`${(error as Error).message}\n${isUsage ? `${usage}\n` : ""}`);
  process.exitCode = isUsage ? 2 : 1;
}

async function run(args: readonly string[]): Promise<void> {
  const { help, ...options } = readArguments(args);
  if (help) {
    process.stdout.write(`${usage}\n`);
    return;
  }
  const { served, cut } = await go(() => serve(options));
  process.stdout.write(`stopped: ${served} ${served === 1 ? "connection" : "connections"} served, ${cut} cut\n`);
}
