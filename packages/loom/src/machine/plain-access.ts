/** Plain reads and writes: checked for data races, and, in ranges declared racy, free to return stale values. */

import { fault } from "../report/failure.js";
import type { Clock } from "./clock.js";
import type { Machine } from "./machine.js";
import type { Cell, RacyWrite } from "./memory.js";
import { NAMES, type Operation, type Scalar, WRITE, wordOf } from "./operation.js";
import { raceWithPlain } from "./races.js";
import type { VirtualThread } from "./thread.js";
import { put } from "./write.js";

/** Executes a plain read or write and returns its result. */
export function plainAccess(machine: Machine, thread: VirtualThread, operation: Operation, outcome: number): unknown {
  const writes = operation.kind === WRITE;
  for (const cell of operation.cells) notePlain(machine, thread, operation, cell, writes);
  if (machine.fault !== null) return undefined;
  if (writes) {
    put(machine, thread, operation, operation.a);
    return undefined;
  }
  if (operation.cells[0]!.racy) return staleRead(machine, thread, operation, outcome);
  return operation.array![operation.index];
}

function notePlain(machine: Machine, thread: VirtualThread, operation: Operation, cell: Cell, writes: boolean): void {
  cell.plain = true;
  if (writes) machine.undo.set(cell, "sync", null); // reading this write synchronises with no thread
  if (cell.racy) return;
  const other = raceWithPlain(cell, thread, writes);
  if (other >= 0) reportRace(machine, thread, operation, other);
  const times = writes ? cell.plainWrites : cell.plainReads;
  if (times[thread.id] !== thread.time) {
    machine.undo.element(times, thread.id, times[thread.id]);
    times[thread.id] = thread.time;
  }
}

export function reportRace(machine: Machine, thread: VirtualThread, operation: Operation, other: number): void {
  const name = machine.threads[other]!.name;
  const message =
    `${thread.name} makes a ${NAMES[operation.kind]} of a word that ${name} has accessed, and nothing ` +
    "orders the two. Use Atomics for both, order them by one, or declare the words racy()";
  machine.fail(fault("data race", message, thread.label));
}

/** Lists what a racy read may see, newest first. */
function staleRead(machine: Machine, thread: VirtualThread, operation: Operation, outcome: number): Scalar {
  const values = visible(operation.cells[0]!.history ?? [], thread);
  const present = operation.array![operation.index]!;
  if (values.length === 0) return present;
  if (operation.cells.length > 1 || operation.cells[0]!.word !== wordOf(operation)) {
    machine.fail(
      fault(
        "unsupported",
        "Words of a racy range were accessed with different widths, which is not modelled",
        thread.label,
      ),
    );
  }
  machine.outcomes = values.length;
  return values[outcome]!;
}

function visible(history: readonly RacyWrite[], thread: VirtualThread): Scalar[] {
  const values: Scalar[] = [];
  for (let i = history.length - 1; i >= 0; i--) {
    const { value } = history[i]!;
    if (!values.some((known) => Object.is(known, value)) && !hidden(history, i, thread)) values.push(value);
  }
  return values;
}

/** Tells whether a later write stands between a write and the reader in happens-before. */
function hidden(history: readonly RacyWrite[], at: number, reader: VirtualThread): boolean {
  const write = history[at]!;
  for (let i = at + 1; i < history.length; i++) {
    const later = history[i]!;
    const overwrites = later.thread === write.thread || precedes(write, later.clock);
    if (overwrites && (later.thread === reader.id || precedes(later, reader.clock))) return true;
  }
  return false;
}

function precedes(write: RacyWrite, clock: Clock): boolean {
  return write.thread < 0 || clock[write.thread]! >= write.time;
}
