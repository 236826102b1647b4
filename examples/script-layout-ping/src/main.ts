// `npm run ping`: calls a layout task from a script task 50,000 times, and shows what a call costs beside 2013.
import { readArguments, UsageError, usage } from "./arguments.js";

try {
  await run();
} catch (error) {
  const wrong = error instanceof UsageError;
  process.stderr.write(wrong ? `${error.message}\n${usage}\n` : `${(error as Error).message}\n`);
  process.exitCode = wrong ? 2 : 1;
}

// Each kind of output is loaded only when it is asked for, so that the program starts quickly.
async function run(): Promise<void> {
  const { calls, threads, json, trace, help } = readArguments(process.argv.slice(2));
  if (help) return print(usage);
  if (trace !== null) return print(await showTrace(trace.path));
  const { measure } = await import("./rounds.js");
  const rows = await measure(calls, threads);
  if (json) return print((await import("./json.js")).toJson(rows));
  print((await import("./report.js")).report(rows, calls));
}

async function showTrace(path: string | null): Promise<string> {
  if (path === null) return (await import("./steps.js")).tracedSteps();
  return (await import("./trace-file.js")).writeTrace(path);
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
