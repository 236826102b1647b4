// The command line. A mistake in it is a UsageError, which the program answers with its usage.
import { parseArgs } from "node:util";
import type { Plan } from "./day.js";

export const usage: string = `usage: npm run bank -- [options]
  --accounts N   how many accounts, 2 to 10,000 (default 10)
  --opening N    what each holds in the morning (default 1,000)
  --transfers N  how many transfers are made, up to 1,000,000 (default 1,000)
  --tellers N    how many tellers make them side by side, 1 to 1,000 (default 8)
  --crashes N    one booking in N crashes; 0 for none (default 50)
  --seed N       repeats a day (default 1)
  --careless     tellers that ask again take a new number, so that a booking may be made twice
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
  accounts: { type: "string", default: "10" },
  opening: { type: "string", default: "1000" },
  transfers: { type: "string", default: "1000" },
  tellers: { type: "string", default: "8" },
  crashes: { type: "string", default: "50" },
  seed: { type: "string", default: "1" },
  careless: { type: "boolean", default: false },
  json: { type: "boolean", default: false },
  help: { type: "boolean", default: false, short: "h" },
} as const;

/** Reads the command line. Throws `UsageError` when it makes no sense. */
export function readArguments(args: readonly string[]): Arguments {
  const { json, help, careless, ...numbers } = parse([...args]);
  const plan = {
    accounts: readNumber("--accounts", numbers.accounts, 2, 10_000),
    opening: readNumber("--opening", numbers.opening, 1, 1_000_000),
    transfers: readNumber("--transfers", numbers.transfers, 0, 1_000_000),
    tellers: readNumber("--tellers", numbers.tellers, 1, 1_000),
    crashes: readNumber("--crashes", numbers.crashes, 0, 1_000_000),
    seed: readNumber("--seed", numbers.seed, 0, 999_999_999),
    careless,
  };
  // With every booking a crash, none is ever known to have been made.
  if (plan.crashes === 1) throw new UsageError('--crashes: "1" lets no booking end; 2 is the most that can be served');
  return { plan, json, help };
}

function parse(args: string[]) {
  try {
    return parseArgs({ args, options }).values;
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function readNumber(option: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (/^\d{1,9}$/.test(text) && value >= least && value <= most) return value;
  throw new UsageError(`${option}: "${text}" is not a number from ${least} to ${most.toLocaleString("en")}`);
}
