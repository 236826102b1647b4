// The command line of `npm run bench`. Whatever is not understood is an error, which the program answers with its usage.

import { parseArgs } from "node:util";
import { catalogue } from "./catalogue.mjs";
import { implementations } from "./implementations.mjs";

export const usage = `usage: npm run bench -- [--only BENCH,…] [--impl NAME,…] [--rounds N] [--node VERSION|PATH] [--json] [--write] [--smoke]
  --only    ${catalogue.map(({ name }) => name).join(", ")}
  --impl    ${implementations.map(({ name }) => name).join(", ")}
  --rounds  how often each implementation has its turn (default 9)
  --node    the Node that runs the JavaScript ones: a version, installed when first asked for, or a path
  --json    print one JSON array and nothing else
  --write   write docs/benchmarks.md and docs/benchmarks.svg
  --smoke   tiny sizes, one turn: checks the results of what is installed, and no time`;

export class UsageError extends Error {}

const options = {
  only: { type: "string" },
  impl: { type: "string" },
  rounds: { type: "string" },
  node: { type: "string" },
  json: { type: "boolean", default: false },
  write: { type: "boolean", default: false },
  smoke: { type: "boolean", default: false },
};

/** Reads the command line. Throws `UsageError` when it makes no sense. */
export function readArguments(args) {
  const { only, impl, rounds, ...rest } = parse(args);
  if (rest.smoke && (rest.write || rest.json))
    throw new UsageError("--smoke measures nothing that --json or --write could tell");
  return {
    ...rest,
    benchmarks: choose("--only", only, catalogue),
    implementations: choose("--impl", impl, implementations),
    rounds: rest.smoke ? 1 : readRounds(rounds),
  };
}

function parse(args) {
  try {
    return parseArgs({ args, options }).values;
  } catch (error) {
    throw new UsageError(error.message);
  }
}

function choose(option, list, all) {
  if (list === undefined) return all;
  const names = list.split(",");
  const unknown = names.find((name) => !all.some((item) => item.name === name));
  if (unknown !== undefined) throw new UsageError(`${option}: there is no "${unknown}"`);
  return all.filter(({ name }) => names.includes(name));
}

function readRounds(text = "9") {
  if (!/^[1-9]\d{0,3}$/.test(text)) throw new UsageError(`--rounds: "${text}" is not a number from 1 to 9999`);
  return Number(text);
}
