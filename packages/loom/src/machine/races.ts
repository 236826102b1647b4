/**
 * Data races, by vector clocks: an access races with an earlier one of another thread to the same cell if one of them
 * writes, they are not both atomic accesses of the same word, and the earlier does not happen before it.
 */

import type { Cell, WordAccesses } from "./memory.js";
import type { VirtualThread } from "./thread.js";

/** Finds a thread whose earlier access races with a plain one of `thread`; -1 if there is none. */
export function raceWithPlain(cell: Cell, thread: VirtualThread, write: boolean): number {
  const other = laterThan(cell.plainReads, cell.plainWrites, thread, write);
  return other >= 0 ? other : raceWithWords(cell, null, thread, write);
}

/** Finds a thread whose earlier access races with an atomic one of `thread` to a word; -1 if there is none. */
export function raceWithAtomic(cell: Cell, own: WordAccesses, thread: VirtualThread, write: boolean): number {
  const other = cell.plain ? laterThan(cell.plainReads, cell.plainWrites, thread, write) : -1;
  return other >= 0 || cell.words.length === 1 ? other : raceWithWords(cell, own, thread, write);
}

/** Finds a thread with a racing atomic access to another word than `own`. */
function raceWithWords(cell: Cell, own: WordAccesses | null, thread: VirtualThread, write: boolean): number {
  for (const accesses of cell.words) {
    if (accesses === own) continue;
    const other = laterThan(accesses.reads, accesses.writes, thread, write);
    if (other >= 0) return other;
  }
  return -1;
}

/** Finds another thread with a write, or a read that a write would race with, which does not happen before now. */
function laterThan(
  reads: readonly number[],
  writes: readonly number[],
  { clock, id }: VirtualThread,
  write: boolean,
): number {
  for (let other = 0; other < clock.length; other++) {
    if (other === id) continue;
    const seen = clock[other]!;
    if (writes[other]! > seen) return other;
    if (write && reads[other]! > seen) return other;
  }
  return -1;
}
