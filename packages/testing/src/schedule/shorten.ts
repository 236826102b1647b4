/**
 * Shortens a schedule that fails: takes switches between tasks out of it, first many at once, then single ones, as long as what is
 * remaining fails in the same way (delta debugging, Zeller and Hildebrandt, 2002).
 */

/** Runs a schedule; returns the decisions that were taken if it failed in the same way, else null. */
export type Attempt = (decisions: readonly number[]) => Promise<readonly number[] | null>;

function switchesOf(decisions: readonly number[]): number[] {
  return decisions.flatMap((decision, step) => (decision === 0 ? [] : [step]));
}

function without(decisions: readonly number[], steps: readonly number[]): number[] {
  const shorter = decisions.slice();
  for (const step of steps) shorter[step] = 0;
  while (shorter.at(-1) === 0) shorter.pop();
  return shorter;
}

/** Returns as short a schedule as `most` attempts find. */
export async function shorten(
  decisions: readonly number[],
  attempt: Attempt,
  most: number,
): Promise<readonly number[]> {
  let best = decisions;
  let remaining = most;
  for (let size = switchesOf(best).length; size >= 1 && remaining > 0; size = Math.floor(size / 2)) {
    for (let from = 0; from < switchesOf(best).length && remaining > 0; remaining--) {
      const shorter = await attempt(without(best, switchesOf(best).slice(from, from + size)));
      if (shorter !== null && switchesOf(shorter).length < switchesOf(best).length) best = shorter;
      else from += size;
    }
  }
  return without(best, []);
}
