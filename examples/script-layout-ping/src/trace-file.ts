// The events of some calls as a file that Perfetto and chrome://tracing open.
import { writeFileSync } from "node:fs";
import { toChromeTrace } from "@mailslot/core";
import { UsageError } from "./arguments.js";
import { record } from "./one-call.js";

const CALLS = 10;

/** Writes the file and returns what to say about it. Throws `UsageError` when it cannot be written. */
export async function writeTrace(path: string): Promise<string> {
  const events = await record(CALLS);
  try {
    writeFileSync(path, `${JSON.stringify(toChromeTrace(events))}\n`);
  } catch (error) {
    throw new UsageError(`--trace: the file cannot be written: ${(error as Error).message}`);
  }
  return `${path} holds the ${events.length} events of ${CALLS} calls.
To see it, open https://ui.perfetto.dev and drag the file onto the page, or load it at chrome://tracing.`;
}
