/**
 * Writing to the model's memory: the value, what a racy range remembers of it, and the spinning threads that it wakes.
 */

import type { Machine } from "./machine.js";
import type { Cell, RacyWrite } from "./memory.js";
import { type Operation, type Scalar, wordOf } from "./operation.js";
import { SPINNING, type VirtualThread } from "./thread.js";

/** Puts a value into the word of an operation. */
export function put(machine: Machine, thread: VirtualThread, operation: Operation, value: Scalar): void {
  const array = operation.array!;
  const old = array[operation.index]!;
  machine.undo.element(array, operation.index, old);
  (array as Record<number, Scalar>)[operation.index] = value;
  for (const cell of operation.cells) if (cell.racy) remember(machine, thread, cell, operation, old, value);
  if (machine.spinning !== 0) wakeSpinners(machine);
}

function remember(
  machine: Machine,
  thread: VirtualThread,
  cell: Cell,
  operation: Operation,
  old: Scalar,
  value: Scalar,
): void {
  if (cell.word < 0) cell.word = wordOf(operation);
  const history = cell.history ?? [{ thread: -1, time: 0, clock: [], value: old } satisfies RacyWrite];
  const write: RacyWrite = { thread: thread.id, time: thread.time, clock: thread.clock, value };
  machine.undo.set(cell, "history", [...history, write]);
}

function wakeSpinners(machine: Machine): void {
  for (const thread of machine.threads) {
    if (thread.status !== SPINNING) continue;
    if (!thread.spin.some(({ array, index, value }) => array[index] !== value)) continue;
    const bit = 1 << thread.id;
    machine.spinning = machine.spinning & ~bit;
    machine.give(thread, undefined);
    machine.woken |= bit;
  }
}
