// The command line. A mistake in it is a UsageError, which the program answers with its usage.
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";

const SKIPPED = [".git", ".turbo", ".cache", "node_modules", "dist"];

export const usage: string = `usage: npm run grep -- [options] PATTERN [folder]
  PATTERN            a regular expression of JavaScript, with the flag "u"
  folder             the folder whose files are searched (default: this repository)
  -i, --ignore-case  upper and lower case are the same
  --workers N        how many worker threads, 1 to 64 (default: one for each processor)
  --skip NAME        a name of folders that are not entered; may be repeated (default ${SKIPPED.join(", ")})
  --json             print one JSON object and nothing else
  --help             print this`;

/** Says what is wrong with the command line. */
export class UsageError extends Error {}

/** What the command line asks for. */
export interface Arguments {
  readonly expression: RegExp;
  /** Null for the repository. */
  readonly folder: string | null;
  readonly workers: number;
  readonly skip: ReadonlySet<string>;
  readonly json: boolean;
  readonly help: boolean;
}

const options = {
  "ignore-case": { type: "boolean", default: false, short: "i" },
  workers: { type: "string", default: String(Math.min(64, availableParallelism())) },
  skip: { type: "string", multiple: true, default: SKIPPED },
  json: { type: "boolean", default: false },
  help: { type: "boolean", default: false, short: "h" },
} as const;

/** Reads the command line. Throws `UsageError` when it makes no sense. */
export function readArguments(args: readonly string[]): Arguments {
  const { values, positionals } = parse([...args]);
  const [pattern = "", folder = null, third] = positionals;
  if (positionals.length === 0 && !values.help) throw new UsageError("a pattern to search for is missing");
  if (third !== undefined) throw new UsageError(`one folder is searched at a time, and "${third}" is a second one`);
  const expression = readPattern(pattern, values["ignore-case"] ? "iu" : "u");
  const workers = readNumber("--workers", values.workers, 1, 64);
  return { expression, folder, workers, skip: new Set(values.skip), json: values.json, help: values.help };
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

function readPattern(pattern: string, flags: string): RegExp {
  try {
    return new RegExp(pattern, flags);
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function readNumber(option: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (/^\d{1,9}$/.test(text) && value >= least && value <= most) return value;
  throw new UsageError(`${option}: "${text}" is not a whole number from ${least} to ${most}`);
}
