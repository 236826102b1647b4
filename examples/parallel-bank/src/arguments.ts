// The command line. A mistake in it is a UsageError, which the program answers with its usage.
import { parseArgs } from "node:util";
import type { Plan } from "./day.js";

export const usage: string = `usage: npm run parallel-bank -- [options]
  --workers N    how many worker threads, 1 to 64 (default 2)
  --accounts N   how many accounts, 2 to 1,000 (default 10)
  --transfers N  how many transfers are made, up to 1,000,000 (default 5,000)
  --kills N      how often a worker is killed midway, 0 to 10 (default 3)
  --seed N       chooses who pays whom (default 1)
  --json         print one JSON object and nothing else
  --help         print this`;

/** Says what is wrong with the command line. */
export class UsageError extends Error {}

/** What the command line asks for. */
export interface Arguments {
  readonly plan: Plan;
  readonly json: boolean;
  readonly help: boolean;
}

const options = {
  workers: { type: "string", default: "2" },
  accounts: { type: "string", default: "10" },
  transfers: { type: "string", default: "5000" },
  kills: { type: "string", default: "3" },
  seed: { type: "string", default: "1" },
  json: { type: "boolean", default: false },
  help: { type: "boolean", default: false, short: "h" },
} as const;

/** Reads the command line. Throws `UsageError` when it makes no sense. */
export function readArguments(args: readonly string[]): Arguments {
  const { json, help, ...numbers } = parse([...args]);
  const plan = {
    workers: readNumber("--workers", numbers.workers, 1, 64),
    accounts: readNumber("--accounts", numbers.accounts, 2, 1_000),
    transfers: readNumber("--transfers", numbers.transfers, 0, 1_000_000),
    kills: readNumber("--kills", numbers.kills, 0, 10),
    seed: readNumber("--seed", numbers.seed, 0, 999_999_999),
  };
  return { plan, json, help };
}

function parse(args: string[]) {
  try {
    return parseArgs({ args, options }).values;
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function readNumber(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isInteger(value) || value < least || value > most)
    throw new UsageError(`${name}: "${text}" is not a whole number from ${least} to ${most}`);
  return value;
}
