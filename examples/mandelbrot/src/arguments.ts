// The command line. A mistake in it is a UsageError, which the program answers with its usage.
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import type { View } from "./rows.js";

export const usage: string = `usage: npm run mandelbrot -- [options]
  --workers N    how many worker threads, 1 to 64 (default: one for each processor)
  --size WxH     pixels, 1 to 10,000 each (default 1200x800)
  --centre X,Y   the point in the middle (default -0.6,0)
  --span S       how much of the plane the picture is wide (default 3.3)
  --limit N      after how many steps a point counts as one of the set, up to 1,000,000 (default 1,000)
  --rounds N     how often it is painted, by one worker and by all in turns, 1 to 99 (default 3)
  --out FILE     where the picture goes (default mandelbrot.png)
  --json         print one JSON object and nothing else
  --help         print this`;

/** Says what is wrong with the command line. */
export class UsageError extends Error {}

/** What the command line asks for. */
export interface Arguments {
  readonly view: View;
  readonly workers: number;
  readonly rounds: number;
  readonly out: string;
  readonly json: boolean;
  readonly help: boolean;
}

const options = {
  workers: { type: "string", default: String(Math.min(64, availableParallelism())) },
  size: { type: "string", default: "1200x800" },
  centre: { type: "string", default: "-0.6,0" },
  span: { type: "string", default: "3.3" },
  limit: { type: "string", default: "1000" },
  rounds: { type: "string", default: "3" },
  out: { type: "string", default: "mandelbrot.png" },
  json: { type: "boolean", default: false },
  help: { type: "boolean", default: false, short: "h" },
} as const;

/** Reads the command line. Throws `UsageError` when it makes no sense. */
export function readArguments(args: readonly string[]): Arguments {
  const { workers, size, centre, span, limit, rounds, out, json, help } = parse([...args]);
  const [width, height] = pair("--size", size, "x", "two numbers, such as 1200x800");
  const [x, y] = pair("--centre", centre, ",", "two numbers, such as -0.6,0");
  if (out === "") throw new UsageError("--out: the name of the file is empty");
  const view = {
    width: readNumber("--size", width, 1, 10_000),
    height: readNumber("--size", height, 1, 10_000),
    x: readPlace("--centre", x),
    y: readPlace("--centre", y),
    span: readPlace("--span", span),
    limit: readNumber("--limit", limit, 1, 1_000_000),
  };
  if (view.span <= 0) throw new UsageError(`--span: "${span}" is not a number above 0`);
  const numbers = { workers: readNumber("--workers", workers, 1, 64), rounds: readNumber("--rounds", rounds, 1, 99) };
  return { view, ...numbers, out, json, help };
}

function parse(args: string[]) {
  try {
    return parseArgs({ args, options }).values;
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function pair(name: string, text: string, between: string, wanted: string): readonly [string, string] {
  const [one, two, more] = text.split(between);
  if (one === undefined || two === undefined || more !== undefined)
    throw new UsageError(`${name}: "${text}" is not ${wanted}`);
  return [one, two];
}

function readNumber(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (/^\d{1,9}$/.test(text) && value >= least && value <= most) return value;
  throw new UsageError(`${name}: "${text}" is not a whole number from ${least} to ${most.toLocaleString("en")}`);
}

function readPlace(name: string, text: string): number {
  const value = Number(text);
  if (text.trim() !== "" && Math.abs(value) <= 1_000) return value;
  throw new UsageError(`${name}: "${text}" is not a number from -1,000 to 1,000`);
}
