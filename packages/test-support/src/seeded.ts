/**
 * Random input that can be had again: a property that fails prints its seed, and MAILSLOT_SEED=… runs it with that one
 * (with MAILSLOT_PATH=…, its shrunk case alone). MAILSLOT_RUNS=… sets how many cases a property is checked with.
 */
import fc from "fast-check";

const { MAILSLOT_SEED: given, MAILSLOT_PATH: path, MAILSLOT_RUNS: runs } = process.env;

/** The seed of this process: that of the environment, else a new one. */
export const seed: number = given === undefined ? (Math.random() * 2 ** 31) | 0 : Number(given);

const replay = {
  seed,
  ...(path === undefined ? {} : { path }),
  ...(runs === undefined ? {} : { numRuns: Number(runs) }),
};

/** Checks a property under the seed of this process; says on failure what failed, and how to run it again. */
export function check<T>(property: fc.IProperty<T>, parameters: fc.Parameters<T> = {}): void {
  report(fc.check(property, { ...parameters, ...replay }));
}

/** The same for a property that awaits. */
export async function checkAsync<T>(property: fc.IAsyncProperty<T>, parameters: fc.Parameters<T> = {}): Promise<void> {
  report(await fc.check(property, { ...parameters, ...replay }));
}

function report<T>(result: fc.RunDetails<T>): void {
  if (!result.failed) return;
  const wrong: Partial<Error> & { details?: string } = Object(result.errorInstance);
  const reason = `${wrong.message ?? String(result.errorInstance)}\n${wrong.details || ""}`;
  const example = fc.stringify(result.counterexample);
  const again = `MAILSLOT_SEED=${seed}, its smallest case with MAILSLOT_PATH=${result.counterexamplePath}`;
  throw new Error(`${reason}\nwith ${example}\nrun it again with ${again}`, {
    cause: result.errorInstance,
  });
}

/** Draws numbers from 0 to 1 that depend on `start` alone (mulberry32). */
export function random(start: number): () => number {
  let state = start | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
