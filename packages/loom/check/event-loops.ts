/**
 * Random programs with `waitAsync`, which the reference does not know: here the modes of the engine are compared with
 * each other. Each thread has an event loop; callbacks store, add and notify.
 */

import type { Options } from "@mailslot/loom";
import type { Engine } from "./equivalence.js";
import { type Draw, drawFrom } from "./small-program.js";

type Action =
  | { readonly op: "wait"; readonly word: number; readonly timed: boolean; readonly next: Action }
  | { readonly op: "notify"; readonly word: number; readonly count: number }
  | { readonly op: "add" | "load"; readonly word: number };

type AsyncWait = { async: boolean; value: { then(callback: (how: string) => void): void } };
type AsyncAtomics = { waitAsync(view: Int32Array, index: number, value: number, timeout?: number): AsyncWait };

/** Programs with more executions than this are left out. */
const MAX_EXECUTIONS = 50_000;

function draw(random: Draw, depth: number): Action {
  const word = random(2);
  const kind = random(depth === 0 ? 5 : 3);
  if (kind > 2) return { op: "wait", word, timed: random(2) === 0, next: draw(random, depth + 1) };
  if (kind === 2) return { op: "notify", word, count: 1 + random(2) };
  return { op: kind === 0 ? "add" : "load", word };
}

function modelOf(engine: Engine, programs: readonly (readonly Action[])[]): () => unknown {
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
          if (action.op === "wait") listen(action.word, action.timed, action.next);
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

/** Compares the modes on programs from `seed` on; returns the first on which they differ. */
export function eventLoopProblem(engine: Engine, seed: number, programs: number): string | undefined {
  for (let at = seed; at < seed + programs; at++) {
    const random = drawFrom(Math.imul(at, 0x9e3779b1));
    const threads = Array.from({ length: 2 + random(2) }, () => [draw(random, 0), draw(random, 0)].slice(random(2)));
    const timeouts = random(2) === 0;
    const found = (options: Options): string | undefined => {
      const { outcomes, complete } = engine.explore(modelOf(engine, threads), {
        keepGoing: true,
        timeouts,
        ...options,
      });
      return complete ? [...outcomes.keys()].sort().join(" ") : undefined;
    };
    const expected = found({ mode: "dfs", maxExecutions: MAX_EXECUTIONS });
    if (expected === undefined) continue;
    for (const mode of ["dpor", "stateful"] as const) {
      const actual = found({ mode });
      if (actual !== expected) return `seed ${at}, ${mode}: ${actual}; dfs: ${expected}; ${JSON.stringify(threads)}`;
    }
  }
  return undefined;
}
