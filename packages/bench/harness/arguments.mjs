// The command line of `npm run bench`. A mistake in it is an error, which the program answers with its usage.

import { parseArgs } from "node:util";
import { catalogue } from "./catalogue.mjs";
import { implementations, otherCheckout } from "./implementations.mjs";

export const usage = `usage: npm run bench -- [options]
  --only BENCH,…   ${catalogue.map(({ name }) => name).join(", ")}
  --impl NAME,…    ${implementations.map(({ name }) => name).join(", ")}
  --against FOLDER another checkout of this repository, set up: takes turns as "other", on every row that both have
  --rounds N       how often each implementation has its turn (default 9)
  --node NODE,…    the Node that runs the JavaScript ones: 20 or 26, installed when first asked for, or a path
  --json           print one JSON array and nothing else
  --write          write docs/benchmarks.md and docs/benchmarks.svg, with a section for each Node; other processors' stay
  --smoke          tiny sizes, one turn: checks the results of what is installed, and no time
Modes of their own, which packages/bench/README.md describes: --growth, --hard, --instructions, --savina`;

export class UsageError extends Error {}

const options = {
  only: { type: "string" },
  impl: { type: "string" },
  against: { type: "string" },
  rounds: { type: "string" },
  node: { type: "string" },
  json: { type: "boolean", default: false },
  write: { type: "boolean", default: false },
  smoke: { type: "boolean", default: false },
};

/** Reads the command line. Throws `UsageError` when it makes no sense. */
export function readArguments(args) {
  const { only, impl, against, rounds, node, ...flags } = parse(args);
  const problem = contradiction({ only, impl, against, node, ...flags });
  if (problem !== undefined) throw new UsageError(problem);
  return {
    ...flags,
    benchmarks: choose("--only", only, catalogue),
    implementations: [...choose("--impl", impl, implementations), ...other(against)],
    rounds: flags.smoke ? 1 : readRounds(rounds),
    nodes: node?.split(",") ?? [undefined],
  };
}

function other(folder) {
  if (folder === undefined) return [];
  const found = otherCheckout(folder);
  if (found === undefined) throw new UsageError(`--against: ${folder} is not a checkout of this repository`);
  return [found];
}

function contradiction({ only, impl, against, node, json, write, smoke }) {
  if (smoke && (json || write)) return "--smoke measures nothing that --json or --write could tell";
  if (write && (only ?? impl ?? against) !== undefined)
    return "--write writes a whole run: leave out --only, --impl and --against";
  if (json && node?.includes(",")) return "--json does not tell one Node from another: give --node one";
  return undefined;
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
