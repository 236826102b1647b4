/** Where the choices of selects come from: xorshift32 (Marsaglia, 2003), seedable; cheap, and fair enough to choose by. */
import { badArgument } from "@mailslot/core/engine";

/** Returns a whole number from 0 to `below` - 1. */
export type Random = (below: number) => number;

/**
 * Makes a source of random choices; the same seed (a whole number) gives the same ones.
 *
 * @example
 * ```ts
 * import { seededRandom } from "@mailslot/select";
 *
 * const [one, other] = [seededRandom(42), seededRandom(42)];
 * console.log(one(1_000) === other(1_000)); // true
 * ```
 */
export function seededRandom(seed: number): Random {
  if (typeof seed !== "number") throw badArgument("the seed", seed, "a number");
  let state = seed | 0 || 1;
  return (below) => {
    if (typeof below !== "number") throw badArgument("the bound of a random number", below, "a number");
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

/** Draws from what the platform has at that moment, so a simulation decides by its seed. */
export const anyRandom: Random = (below) => Math.floor(Math.random() * below);

/** Draws an index below `below`; the first one if `random`, which may be user code, gives something else. */
export function draw(random: Random, below: number): number {
  const index = random(below);
  return Number.isInteger(index) && index > 0 && index < below ? index : 0;
}
