// The command line. A mistake in it is a UsageError, which the program answers with its usage.
import { parseArgs } from "node:util";

const SKIPPED = [".git", ".turbo", "node_modules", "dist"];

export const usage: string = `usage: npm run word-count -- [options] [folder]
  folder        the folder whose files are counted (default: this repository)
  --workers N   how many files are read at once, 1 to 256 (default 4)
  --top N       how many of the most frequent words are shown (default 10)
  --skip NAME   a name of folders that are not entered; may be repeated (default ${SKIPPED.join(", ")})
  --json        print one JSON object and nothing else
  --help        print this`;

/** Says what is wrong with the command line. */
export class UsageError extends Error {}

/** What the command line asks for. */
export interface Arguments {
  /** Null for the repository. */
  readonly folder: string | null;
  readonly workers: number;
  readonly top: number;
  readonly skip: ReadonlySet<string>;
  readonly json: boolean;
  readonly help: boolean;
}

const options = {
  workers: { type: "string", default: "4" },
  top: { type: "string", default: "10" },
  skip: { type: "string", multiple: true, default: SKIPPED },
  json: { type: "boolean", default: false },
  help: { type: "boolean", default: false, short: "h" },
} as const;

/** Reads the command line. Throws `UsageError` when it makes no sense. */
export function readArguments(args: readonly string[]): Arguments {
  const { values, positionals } = parse([...args]);
  const [folder = null, second] = positionals;
  if (second !== undefined) throw new UsageError(`one folder is counted at a time, and "${second}" is a second one`);
  return {
    folder,
    workers: readNumber("--workers", values.workers, 1, 256),
    top: readNumber("--top", values.top, 0, 10_000),
    skip: new Set(values.skip),
    json: values.json,
    help: values.help,
  };
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      options: { ...options, skip: { ...options.skip, default: [...SKIPPED] } },
      allowPositionals: true,
    });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function readNumber(option: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (/^\d{1,9}$/.test(text) && value >= least && value <= most) return value;
  throw new UsageError(`${option}: "${text}" is not a number from ${least} to ${most.toLocaleString("en")}`);
}
