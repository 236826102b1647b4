/** Compares what the engine's modes find on a small program with each other and with the independent reference. */

import type { Options, Report } from "@mailslot/loom";
import { execute } from "./interpreter.js";
import { Explorer } from "./reference.js";
import type { SmallProgram } from "./small-program.js";

/** The engine under check: the package, or a copy of it with a deliberate fault. */
export type Engine = Pick<typeof import("@mailslot/loom"), "explore" | "spawn" | "join" | "choose" | "racy">;

/** A program on which the engine said something else than it should. */
export interface Disagreement {
  readonly what: string;
  readonly expected: readonly string[];
  readonly actual: readonly string[];
}

/** Beyond this many interleavings a program is left out. */
const MAX_INTERLEAVINGS = 6_000;
/** The same for dfs, to which each round of a spin loop is a step. */
const MAX_EXECUTIONS = 300_000;

/** Makes the function that `explore` takes of a small program; it returns all results and the final words. */
export function modelOf(engine: Engine, program: SmallProgram): () => unknown {
  return () => {
    const words = new Int32Array(new SharedArrayBuffer(program.words * 4));
    const results = new Float64Array(new SharedArrayBuffer(program.threads.length * 8));
    if (program.racy) engine.racy(words, 0, 1);
    const threads = program.threads.map((instructions, id) =>
      engine.spawn(() => {
        results[id] = execute(instructions, words, engine.choose);
      }),
    );
    engine.join(...threads);
    return [Array.from(results), Array.from(words, (_, at) => Atomics.load(words, at))];
  };
}

export interface Comparison {
  readonly disagreement: Disagreement | undefined;
  readonly races: boolean;
}

/** Compares all modes on one program; undefined when it has too many interleavings to be enumerated. */
export function compare(engine: Engine, program: SmallProgram, timeouts: boolean): Comparison | undefined {
  const reference = new Explorer(program, timeouts).explore(MAX_INTERLEAVINGS);
  if (reference === undefined) return undefined;
  const run = (options: Options): Report =>
    engine.explore(modelOf(engine, program), { keepGoing: true, timeouts, maxSeconds: 30, ...options });
  const { races } = reference;
  const dfs = run({ mode: "dfs", maxExecutions: MAX_EXECUTIONS });
  if (!dfs.complete) return undefined;
  const reports: [string, Report][] = [
    ["dpor", run({})],
    ["stateful", run({ mode: "stateful" })],
    ["dfs", dfs],
    ["stateful within many preemptions", run({ mode: "stateful", preemptions: 30 })],
  ];
  const incomplete = reports.find(([, report]) => !report.complete);
  if (incomplete !== undefined)
    return { races, disagreement: differ(`${incomplete[0]} is incomplete`, [], [incomplete[1].reason!]) };
  for (const [name, report] of reports) {
    const found = report.outcomes.has("!data race");
    if (found !== races)
      return { races, disagreement: differ(`${name}: race verdict`, [String(races)], [String(found)]) };
  }
  if (races) return { races, disagreement: undefined };
  for (const [name, report] of reports) {
    const wrong = unequal(name, reference.outcomes, report.outcomes.keys());
    if (wrong !== undefined) return { races, disagreement: wrong };
  }
  return { races, disagreement: bounded(run) };
}

/** Within the same bound on preemptions, pruning by states must lose no outcome. */
function bounded(run: (options: Options) => Report): Disagreement | undefined {
  for (const preemptions of [0, 1, 2]) {
    const expected = run({ mode: "dfs", preemptions }).outcomes.keys();
    const actual = run({ mode: "stateful", preemptions }).outcomes.keys();
    const wrong = unequal(`stateful within ${preemptions} preemptions`, expected, actual);
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}

function unequal(what: string, expected: Iterable<string>, actual: Iterable<string>): Disagreement | undefined {
  const left = [...expected].sort();
  const right = [...actual].sort();
  return left.join() === right.join() ? undefined : differ(what, left, right);
}

function differ(what: string, expected: readonly string[], actual: readonly string[]): Disagreement {
  return { what, expected, actual };
}
