// The command line. A mistake in it is a UsageError, which the program answers with its usage.
import { parseArgs } from "node:util";

export const usage: string = `usage: npm run tail -- [options] FILE
  --lines N   how many of the last lines are shown first (default 10)
  --every MS  how often it looks at the file by itself, 1 or more (default 1,000)
  --help      print this
while it runs, type: /TEXT  to see only lines with TEXT (/ alone: all)    p  to pause, and again to go on
                     s      for what was seen so far                     q  to quit`;

/** Says what is wrong with the command line. */
export class UsageError extends Error {}

/** What the command line asks for. */
export interface Arguments {
  readonly file: string;
  readonly lines: number;
  /** In ms. */
  readonly every: number;
}

const options = {
  lines: { type: "string", default: "10" },
  every: { type: "string", default: "1000" },
  help: { type: "boolean", default: false, short: "h" },
} as const;

/** Reads the command line; null when it asks for help. Throws `UsageError` when it makes no sense. */
export function readArguments(args: readonly string[]): Arguments | null {
  const { values, positionals } = parse([...args]);
  if (values.help) return null;
  const [file, second] = positionals;
  if (file === undefined) throw new UsageError("no file was named to follow");
  if (second !== undefined) throw new UsageError(`one file is followed at a time, and "${second}" is a second one`);
  const lines = readNumber("--lines", values.lines, 0, 1_000_000);
  return { file, lines, every: readNumber("--every", values.every, 1, 3_600_000) };
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
