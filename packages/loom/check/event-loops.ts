/**
 * Random programs with `waitAsync`, which the reference does not know: here the modes of the engine are compared with
 * each other, and no schedule of dpor may be given up. Each thread has an event loop; callbacks add, wait and notify. Of
 * three programs one is crowded: three threads that wait and notify most of the time; and one is timed: up to four threads
 * whose waits have time-outs, and which sleep, too.
 */

import type { Options, Report } from "@mailslot/loom";
import type { Engine } from "./equivalence.js";
import { type Draw, drawFrom } from "./small-program.js";

type Action =
  | { readonly op: "wait"; readonly word: number; readonly timed: boolean; readonly next: Action }
  | { readonly op: "notify"; readonly word: number; readonly count: number }
  | { readonly op: "sleep"; readonly word: number; readonly timed: boolean }
  | { readonly op: "add" | "load"; readonly word: number };
type Threads = readonly (readonly Action[])[];

type AsyncWait = { async: boolean; value: { then(callback: (how: string) => void): void } };
type AsyncAtomics = { waitAsync(view: Int32Array, index: number, value: number, timeout?: number): AsyncWait };

/** A kind of program: how one is drawn, and the mode with which the others are compared. */
interface Kind {
  readonly draw: (random: Draw) => Threads;
  readonly timed: boolean;
  readonly mode: "dfs" | "stateful";
  /** Programs for which that mode takes more executions are left out. */
  readonly maxExecutions: number;
}

// Crowded programs have too many interleavings for dfs.
const KINDS: readonly Kind[] = [
  { draw: drawMixed, timed: false, mode: "dfs", maxExecutions: 50_000 },
  { draw: drawCrowded, timed: false, mode: "stateful", maxExecutions: 50_000 },
  { draw: drawTimed, timed: true, mode: "stateful", maxExecutions: 400 },
];

/** Programs that have shown mistakes. */
export const KNOWN_LOOPS: readonly number[] = [110, 2_783];

function drawMixed(random: Draw): Threads {
  const next = (depth: number): Action => action(random, random(depth === 0 ? 5 : 3), random(2), () => next(depth + 1));
  return Array.from({ length: 2 + random(2) }, () => [next(0), next(0)].slice(random(2)));
}

function drawCrowded(random: Draw): Threads {
  const next = (depth: number): Action => {
    const kind = [0, 1, 2, 2, 2, 2, 3, 3, 3, 3][random(depth < 2 ? 10 : 6)]!;
    return action(random, kind, random(2), () => next(depth + 1));
  };
  return Array.from({ length: 3 }, () => [next(0), next(0)]);
}

function drawTimed(random: Draw): Threads {
  const words = 1 + random(2);
  const next = (depth: number): Action => {
    const kind = [0, 2, 2, 2, 3, 3, 3, 5][depth < 2 ? random(8) : random(4)]!;
    const word = random(words);
    return kind === 5
      ? { op: "sleep", word, timed: random(3) !== 0 }
      : action(random, kind, word, () => next(depth + 1));
  };
  return Array.from({ length: 2 + random(3) }, () => Array.from({ length: 1 + random(3) }, () => next(random(3))));
}

function action(random: Draw, kind: number, word: number, next: () => Action): Action {
  if (kind > 2) return { op: "wait", word, timed: random(2) === 0, next: next() };
  if (kind === 2) return { op: "notify", word, count: 1 + random(2) };
  return { op: kind === 0 ? "add" : "load", word };
}

function modelOf(engine: Engine, programs: Threads): () => unknown {
  return () => {
    const words = new Int32Array(new SharedArrayBuffer(8));
    const logs = new Float64Array(new SharedArrayBuffer(8 * programs.length));
    const threads = programs.map((actions, id) =>
      engine.spawn(() => {
        let log = 1;
        const note = (digit: number): void => {
          log = log * 8 + Math.min(digit, 7);
          logs[id] = log;
        };
        const listen = (word: number, timed: boolean, next: Action): void => {
          const { waitAsync } = Atomics as unknown as AsyncAtomics;
          const { async, value } = waitAsync(words, word, 0, timed ? 5 : undefined);
          if (!async) note(4);
          else
            value.then((how) => {
              note(how === "ok" ? 5 : 6);
              perform(next);
            });
        };
        const perform = (action: Action): void => {
          if (action.op === "sleep") note(1 + sleep(words, action.word, action.timed));
          else if (action.op === "wait") listen(action.word, action.timed, action.next);
          else if (action.op === "notify") note(Atomics.notify(words, action.word, action.count));
          else note(action.op === "add" ? Atomics.add(words, action.word, 1) : Atomics.load(words, action.word));
        };
        for (const action of actions) perform(action);
      }),
    );
    engine.join(...threads);
    return [Array.from(logs), Array.from(words)];
  };
}

function sleep(words: Int32Array, word: number, timed: boolean): number {
  return ["ok", "not-equal", "timed-out"].indexOf(Atomics.wait(words, word, 0, timed ? 5 : undefined));
}

/** Compares the modes on programs from `seed` on; returns the first on which they differ. */
export function eventLoopProblem(engine: Engine, seed: number, programs: number): string | undefined {
  for (let at = seed; at < seed + programs; at++) {
    const random = drawFrom(Math.imul(at, 0x9e3779b1));
    const { draw, timed, mode, maxExecutions } = KINDS[at % KINDS.length]!;
    const threads = draw(random);
    const timeouts = timed || random(2) === 0;
    const explore = (options: Options): Report =>
      engine.explore(modelOf(engine, threads), { keepGoing: true, timeouts, ...options });
    const expected = outcomesOf(explore({ mode, maxExecutions }));
    if (expected === undefined) continue;
    for (const other of mode === "dfs" ? (["dpor", "stateful"] as const) : (["dpor"] as const)) {
      const report = explore({ mode: other });
      const actual = outcomesOf(report);
      const given = other === "dpor" ? report.redundant : 0;
      if (actual !== expected || given > 0)
        return `seed ${at}, ${other}: ${actual}, ${given} given up; ${mode}: ${expected}; ${JSON.stringify(threads)}`;
    }
  }
  return undefined;
}

function outcomesOf({ complete, outcomes }: Report): string | undefined {
  return complete ? [...outcomes.keys()].sort().join(" ") : undefined;
}
