/**
 * The single programs of all checks, each under the name that draws it again, such as "contended 99" or the name of a
 * model made by hand. A trial says what the engine does wrong with its program, or undefined.
 */

import { DIRECTED, directedProblem } from "./directed.js";
import { compare, type Engine } from "./equivalence.js";
import { eventLoopProblem, KNOWN_LOOPS } from "./event-loops.js";
import { failingProblem, KNOWN_SEEDS } from "./failing.js";
import { ATOMIC, CONTENDED, PLAIN, type Recipe, smallProgram, WAITING } from "./small-program.js";

/** What programs are made of, and whether waits may time out. */
export const RECIPES: Readonly<Record<string, readonly [Recipe, boolean]>> = {
  atomic: [ATOMIC, false],
  waiting: [WAITING, false],
  "waiting with time-outs": [WAITING, true],
  plain: [PLAIN, false],
  contended: [CONTENDED, false],
};

const SEARCHED = ["atomic", "waiting with time-outs", "plain", "contended"] as const;

/** Names the trials in which a fault is looked for: first those that have shown mistakes, then `limit` random programs. */
export function* trialNames(limit: number): Iterable<string> {
  for (const { name } of DIRECTED) yield name;
  for (const seed of KNOWN_SEEDS) yield `failing ${seed}`;
  for (const seed of KNOWN_LOOPS) yield `event loops ${seed}`;
  for (let at = 0; at < limit; at++) yield `${SEARCHED[at % SEARCHED.length]} ${at}`;
}

/** Executes a trial: says what the engine did wrong, or undefined. That it throws is wrong, too. */
export function tryOut(engine: Engine, name: string): string | undefined {
  try {
    return problem(engine, name);
  } catch (error) {
    return `the engine threw: ${(error as Error).message}`;
  }
}

function problem(engine: Engine, name: string): string | undefined {
  const model = DIRECTED.find((directed) => directed.name === name);
  if (model !== undefined) return directedProblem(engine, [model]);
  const [, kind, digits] = /^(.+) (\d+)$/.exec(name)!;
  const seed = Number(digits);
  if (kind === "failing") return failingProblem(engine, seed, 1);
  if (kind === "event loops") return eventLoopProblem(engine, seed, 1);
  const [recipe, timeouts] = RECIPES[kind!]!;
  return compare(engine, smallProgram(seed, recipe), timeouts)?.disagreement?.what;
}
