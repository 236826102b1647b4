/**
 * Data races, by vector clocks: an access races with an earlier one of another thread to the same cell if one of
 * them writes, one of them is plain, and the earlier does not happen before it.
 */

import type { Cell } from "./memory.js";
import type { VirtualThread } from "./thread.js";

/** Finds a thread whose earlier access races with a plain one of `thread`; -1 if there is none. */
export function raceWithPlain(cell: Cell, thread: VirtualThread, write: boolean): number {
  const { clock, id } = thread;
  for (let other = 0; other < clock.length; other++) {
    if (other === id) continue;
    const seen = clock[other]!;
    if (cell.plainWrites[other]! > seen || cell.atomicWrites[other]! > seen) return other;
    if (write && (cell.plainReads[other]! > seen || cell.atomicReads[other]! > seen)) return other;
  }
  return -1;
}

/** Finds a thread whose earlier plain access races with an atomic one of `thread`; -1 if there is none. */
export function raceWithAtomic(cell: Cell, thread: VirtualThread, write: boolean): number {
  const { clock, id } = thread;
  for (let other = 0; other < clock.length; other++) {
    if (other === id) continue;
    const seen = clock[other]!;
    if (cell.plainWrites[other]! > seen) return other;
    if (write && cell.plainReads[other]! > seen) return other;
  }
  return -1;
}
