/** Where the choices of selects come from: xorshift32 (Marsaglia, 2003), seedable; cheap, and fair enough to choose by. */

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
  let state = seed | 0 || 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

export const anyRandom: Random = /* @__PURE__ */ seededRandom((Math.random() * 2 ** 32) | 0);
