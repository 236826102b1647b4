// The command line. A mistake in it is a UsageError, which the program answers with its usage.
import { parseArgs } from "node:util";

export const usage: string = `usage: npm run echo-server -- [options]
  --port N    where to listen, 0 for any that is free (default 7000)
  --host H    the address to listen on (default 127.0.0.1)
  --grace MS  how long clients that are still busy are served once it is to stop (default 5,000)
  --help      print this`;

/** Says what is wrong with the command line. */
export class UsageError extends Error {}

/** What the command line asks for. */
export interface Arguments {
  readonly port: number;
  readonly host: string;
  /** In ms. */
  readonly grace: number;
  readonly help: boolean;
}

const options = {
  port: { type: "string", default: "7000" },
  host: { type: "string", default: "127.0.0.1" },
  grace: { type: "string", default: "5000" },
  help: { type: "boolean", default: false, short: "h" },
} as const;

/** Reads the command line. Throws `UsageError` when it makes no sense. */
export function readArguments(args: readonly string[]): Arguments {
  const { port, host, grace, help } = parse([...args]);
  return { port: readNumber("--port", port, 65_535), host, grace: readNumber("--grace", grace, 3_600_000), help };
}

function parse(args: string[]) {
  try {
    return parseArgs({ args, options }).values;
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function readNumber(option: string, text: string, most: number): number {
  const value = Number(text);
  if (/^\d{1,9}$/.test(text) && value <= most) return value;
  throw new UsageError(`${option}: "${text}" is not a number from 0 to ${most.toLocaleString("en")}`);
}
