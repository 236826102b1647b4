// The command line. A mistake in it is a UsageError, which the program answers with its usage.
import { parseArgs } from "node:util";

const CALLS = 50_000;

export const usage: string = `usage: npm run ping -- [options]
  --calls N         calls in a round, a positive integer (default ${CALLS.toLocaleString("en")})
  --threads         also between two threads: layout is an actor on a worker
  --json            print one JSON object and nothing else
  --trace           print the events of one call, step by step, beside those of 2013
  --trace=out.json  write the events of a few calls as a file for Perfetto and chrome://tracing
  --help            print this`;

export class UsageError extends Error {}

export interface Arguments {
  readonly calls: number;
  readonly threads: boolean;
  readonly json: boolean;
  /** Where to write events; a path of null stands for the terminal. Null when nothing is to be traced. */
  readonly trace: { readonly path: string | null } | null;
  readonly help: boolean;
}

const options = {
  calls: { type: "string" },
  threads: { type: "boolean", default: false },
  json: { type: "boolean", default: false },
  trace: { type: "string" },
  help: { type: "boolean", default: false, short: "h" },
} as const;

// parseArgs knows no option whose value may be left out: a bare --trace becomes one with an empty value.
const BARE_TRACE = "--trace=";

/** Reads the command line. Throws `UsageError` when it makes no sense. */
export function readArguments(args: readonly string[]): Arguments {
  if (args.includes(BARE_TRACE)) throw new UsageError("--trace= lacks the path of the file to write");
  const { calls, threads, json, trace, help } = parse(args.map((each) => (each === "--trace" ? BARE_TRACE : each)));
  if (json && trace !== undefined) throw new UsageError("--json and --trace print different things: choose one");
  if (calls !== undefined && trace !== undefined)
    throw new UsageError("--calls is for measuring, and --trace measures nothing: choose one");
  if (threads && trace !== undefined)
    throw new UsageError("--threads is for measuring, and --trace measures nothing: choose one");
  return {
    threads,
    calls: calls === undefined ? CALLS : readCalls(calls),
    json,
    trace: trace === undefined ? null : { path: trace === "" ? null : trace },
    help,
  };
}

function parse(args: string[]) {
  try {
    return parseArgs({ args, options }).values;
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function readCalls(text: string): number {
  const calls = Number(text);
  if (/^[1-9]\d*$/.test(text) && Number.isSafeInteger(calls)) return calls;
  throw new UsageError(`--calls: "${text}" is not a positive integer`);
}
