/**
 * Invariants: conditions on shared memory that hold after every step. An invariant depends on the words it reads, so
 * writes to two of them do not commute any more; the first look at a word makes what was explored before stale.
 */

import { fault, textOf } from "../report/failure.js";
import { inspection } from "./inspection.js";
import type { Machine } from "./machine.js";
import type { Resource } from "./memory.js";

export interface Invariant {
  readonly name: string;
  readonly resource: Resource;
  readonly holds: () => boolean;
}

/** Checks one invariant on the present memory, and learns on which cells it depends. */
export function checkInvariant(machine: Machine, invariant: Invariant): void {
  let answer: unknown;
  let cause: unknown;
  let hasThrown = false;
  const seen = inspection.during(() => {
    try {
      answer = invariant.holds(); // code under test
    } catch (error) {
      cause = error;
      hasThrown = true;
    }
  });
  for (const cell of seen) {
    if (cell.watchers.includes(invariant.resource)) continue;
    cell.watchers = [...cell.watchers, invariant.resource];
    machine.program.stale = true;
  }
  if (answer === true) return;
  const said = hasThrown ? `threw: ${textOf(cause)}` : `returned ${textOf(answer)}`;
  machine.fail(fault("invariant", `The invariant "${invariant.name}" ${said}`, undefined, cause));
}
