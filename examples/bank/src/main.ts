// A day at a bank whose accounts crash. Exit codes: 0; 1 if the books do not balance; 2 for arguments that make no sense.
import { readArguments, UsageError, usage } from "./arguments.js";
import { audit } from "./audit.js";
import { runDay } from "./day.js";
import { report, toJson } from "./report.js";

try {
  process.exitCode = await run(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(`${error.message}\n${usage}\n`);
  process.exitCode = 2;
}

async function run(args: readonly string[]): Promise<number> {
  const { plan, json, help } = readArguments(args);
  if (help) {
    process.stdout.write(`${usage}\n`);
    return 0;
  }
  const day = await runDay(plan);
  process.stdout.write(`${(json ? toJson : report)(day)}\n`);
  return audit(day).length === 0 ? 0 : 1;
}
