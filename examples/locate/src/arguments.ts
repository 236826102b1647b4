// The command line. A mistake in it is a UsageError, which the program answers with its usage.
import { parseArgs } from "node:util";

export const usage: string = `usage: npm run locate -- [options] [folder]
  folder      the folder that is indexed (default: this repository)
  --tasks N   how many tasks index it, 1 to 1,024 (default 16)
  --rounds N  how often each way has its turn, 1 to 1,000 (default 5)
  --json      print one JSON object and nothing else
  --help      print this`;

/** Says what is wrong with the command line. */
export class UsageError extends Error {}

/** What the command line asks for. */
export interface Arguments {
  /** Null for the repository. */
  readonly folder: string | null;
  readonly tasks: number;
  readonly rounds: number;
  readonly json: boolean;
  readonly help: boolean;
}

const options = {
  tasks: { type: "string", default: "16" },
  rounds: { type: "string", default: "5" },
  json: { type: "boolean", default: false },
  help: { type: "boolean", default: false, short: "h" },
} as const;

/** Reads the command line. Throws `UsageError` when it makes no sense. */
export function readArguments(args: readonly string[]): Arguments {
  const { values, positionals } = parse([...args]);
  const [folder = null, second] = positionals;
  if (second !== undefined) throw new UsageError(`one folder is indexed at a time, and "${second}" is a second one`);
  return {
    folder,
    tasks: readNumber("--tasks", values.tasks, 1, 1_024),
    rounds: readNumber("--rounds", values.rounds, 1, 1_000),
    json: values.json,
    help: values.help,
  };
}

function parse(args: string[]) {
  try {
    return parseArgs({ args, options, allowPositionals: true });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function readNumber(option: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (/^\d{1,9}$/.test(text) && value >= least && value <= most) return value;
  throw new UsageError(`${option}: "${text}" is not a number from ${least} to ${most.toLocaleString("en")}`);
}
