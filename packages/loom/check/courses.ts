/**
 * Runs of the checks over many programs: equivalence of the modes, race verdicts, faults. The tests run short ones, the
 * script `check/main.ts` the full ones.
 */

import type { Disagreement, Engine } from "./equivalence.js";
import { compare } from "./equivalence.js";
import { FAULTS } from "./faults.js";
import { faultyEngines, type Noticed, notice } from "./faulty-engine.js";
import { smallProgram } from "./small-program.js";
import { RECIPES } from "./trials.js";

export interface CourseResult {
  readonly programs: number;
  /** Programs whose plain accesses race, by the reference. */
  readonly racing: number;
  /** The first disagreement, with the seed that draws its program again. */
  readonly disagreement: (Disagreement & { readonly recipe: string; readonly seed: number }) | undefined;
}

/** Compares programs of the named recipes in turn, from `seed` on, until there were `programs` of them. */
export function equivalence(engine: Engine, recipes: readonly string[], seed: number, programs: number): CourseResult {
  const result = { programs: 0, racing: 0 };
  for (let at = seed; result.programs < programs; at++) {
    const name = recipes[at % recipes.length]!;
    const [recipe, timeouts] = RECIPES[name]!;
    const comparison = compare(engine, smallProgram(at, recipe), timeouts);
    if (comparison === undefined) continue;
    result.programs++;
    if (comparison.races) result.racing++;
    const { disagreement } = comparison;
    if (disagreement !== undefined) return { ...result, disagreement: { ...disagreement, recipe: name, seed: at } };
  }
  return { ...result, disagreement: undefined };
}

/** Builds the engine with each fault in turn; returns what noticed it, or undefined. */
export async function faults(limit: number): Promise<Map<string, Noticed | undefined>> {
  const results = new Map<string, Noticed | undefined>();
  const engines = await faultyEngines();
  try {
    for (const fault of FAULTS) results.set(fault.name, notice(await engines.make(fault), fault.noticedBy, limit));
  } finally {
    await engines.close();
  }
  return results;
}
