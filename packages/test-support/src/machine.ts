/** A system and its model, side by side: both perform the same steps, and must look the same after each. */
import * as assert from "uvu/assert";

export interface Machine<Step> {
  /** Performs a step and returns what its caller saw. */
  perform(step: Step): unknown;
  /** Returns what can be seen from outside. */
  state(): unknown;
}

export function agree<Step>(real: Machine<Step>, model: Machine<Step>, steps: readonly Step[]): void {
  for (const [n, step] of steps.entries()) {
    const done = `step ${n}, ${JSON.stringify(step)}`;
    assert.equal(real.perform(step), model.perform(step), done);
    assert.equal(real.state(), model.state(), `the state after ${done}`);
  }
}

/** Picks the `which`-th, round and round, of those that are there; undefined when there are none. */
export function pick<T>(all: readonly T[], which: number): T | undefined {
  return all[which % Math.max(1, all.length)];
}

/** What a call returned, or the code of what it threw with the message that came back, if one did. */
export function seen(call: () => unknown): unknown {
  try {
    return call();
  } catch (error) {
    return failure(error);
  }
}

export function failure(error: unknown): string {
  const { code, unsent } = error as { code?: string; unsent?: unknown };
  if (code === undefined) throw error;
  return unsent === undefined ? code : `${code} gives back ${unsent}`;
}
