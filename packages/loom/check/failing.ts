/**
 * Random programs of which some schedules fail, explored to the end all the same: the modes must find the same outcomes,
 * failures among them. A thread throws when its results say so. Of a program that races, which failures hide others
 * depends on where threads may switch, so there it is enough that each mode finds one.
 */

import type { Options } from "@mailslot/loom";
import type { Engine } from "./equivalence.js";
import { execute } from "./interpreter.js";
import { ATOMIC, PLAIN, type Recipe, type SmallProgram, smallProgram, WAITING } from "./small-program.js";

/** Programs with more executions than this are left out. */
const MAX_EXECUTIONS = 50_000;

/** Programs that have shown mistakes. */
export const KNOWN_SEEDS: readonly number[] = [1_001, 2_748];

const RECIPES: readonly Recipe[] = [ATOMIC, PLAIN, WAITING];

function modelOf(engine: Engine, program: SmallProgram, throwing: number): () => unknown {
  return () => {
    const words = new Int32Array(new SharedArrayBuffer(program.words * 4));
    const results = new Float64Array(new SharedArrayBuffer(program.threads.length * 8));
    const threads = program.threads.map((instructions, id) =>
      engine.spawn(() => {
        results[id] = execute(instructions, words, engine.choose);
        if ((results[id]! + id) % 4 === throwing) throw new Error("as its results say");
      }),
    );
    engine.join(...threads);
    return [Array.from(results), Array.from(words, (_, at) => Atomics.load(words, at))];
  };
}

/** Compares the modes on programs from `seed` on; returns the first on which they differ. */
export function failingProblem(engine: Engine, seed: number, programs: number): string | undefined {
  for (let at = seed; at < seed + programs; at++) {
    const program = smallProgram(at, RECIPES[at % RECIPES.length]!);
    const body = modelOf(engine, { ...program, racy: false }, at % 5);
    const found = (options: Options): string | undefined => {
      const { outcomes, complete } = engine.explore(body, { keepGoing: true, ...options });
      return complete ? [...outcomes.keys()].sort().join(" ") : undefined;
    };
    const expected = found({ mode: "dfs", maxExecutions: MAX_EXECUTIONS });
    if (expected === undefined) continue;
    for (const mode of ["dpor", "stateful"] as const) {
      const actual = found({ mode });
      const agrees = expected.includes("!data race") ? actual?.includes("!") === true : actual === expected;
      if (!agrees) return `seed ${at}, ${mode}: ${actual}; dfs: ${expected}; ${JSON.stringify(program)}`;
    }
  }
  return undefined;
}
