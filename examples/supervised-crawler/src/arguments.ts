// The command line. A mistake in it is a UsageError, which the program answers with its usage.
import { parseArgs } from "node:util";

const SKIPPED = [".git", ".turbo", "node_modules", "dist"];

export const usage: string = `usage: npm run supervised-crawler -- [options] [folder]
  folder        the folder whose files are crawled (default: this repository)
  --workers N   how many files are read at once, 1 to 256 (default 4)
  --tries N     how often a file is tried that crashes its worker, 1 to 9 (default 2)
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
  readonly tries: number;
  readonly skip: ReadonlySet<string>;
  readonly json: boolean;
  readonly help: boolean;
}

/** Reads the command line. Throws `UsageError` when it makes no sense. */
export function readArguments(args: readonly string[]): Arguments {
  const { values, positionals } = parse([...args]);
  const [folder = null, second] = positionals;
  if (second !== undefined) throw new UsageError(`one folder is crawled at a time, and "${second}" is a second one`);
  const workers = readNumber("--workers", values.workers, 256);
  const tries = readNumber("--tries", values.tries, 9);
  return { folder, workers, tries, skip: new Set(values.skip), json: values.json, help: values.help };
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        workers: { type: "string", default: "4" },
        tries: { type: "string", default: "2" },
        skip: { type: "string", multiple: true, default: [...SKIPPED] },
        json: { type: "boolean", default: false },
        help: { type: "boolean", default: false, short: "h" },
      },
      allowPositionals: true,
    });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function readNumber(option: string, text: string, most: number): number {
  const value = Number(text);
  if (/^\d{1,3}$/.test(text) && value >= 1 && value <= most) return value;
  throw new UsageError(`${option}: "${text}" is not a number from 1 to ${most}`);
}
