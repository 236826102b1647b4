/**
 * Tells whether the next step of a thread depends on the step just taken, without executing it. What a step depends on,
 * and why: docs/decisions/0101-loom-reduction.md.
 */

import type { Machine } from "../machine/machine.js";
import type { Cell, Resource } from "../machine/memory.js";
import type { Operation } from "../machine/operation.js";
import * as kinds from "../machine/operation.js";
import { READY, type VirtualThread } from "../machine/thread.js";

/** Tells whether swapping the last step with the next one of `thread` could make a difference. */
export function dependsOnStep(machine: Machine, thread: VirtualThread): boolean {
  if (thread.status !== READY) return (machine.timed & (1 << thread.id)) === 0 || timeoutDepends(machine, thread);
  const operation = thread.node!.operation!;
  switch (operation.kind) {
    case kinds.LOAD:
    case kinds.READ:
      return wordTouched(machine, operation, false);
    case kinds.WAIT:
    case kinds.WAIT_ASYNC:
      return (
        wordTouched(machine, operation, false) ||
        (operation.b !== 0 && machine.footprint.conflicts(queueOf(operation), true))
      );
    case kinds.NOTIFY:
      return notifyDepends(machine, operation);
    case kinds.PAUSE:
      return pauseDepends(machine, thread);
    default:
      return wordTouched(machine, operation, true);
  }
}

function queueOf(operation: Operation): Resource {
  return operation.cells[0]!.queueResource;
}

function notifyDepends(machine: Machine, operation: Operation): boolean {
  const { queue } = operation.cells[0]!;
  if (machine.footprint.conflicts(queueOf(operation), true)) return true;
  return queue
    .slice(0, operation.a as number)
    .some(({ thread, promise }) => promise >= 0 && machine.footprint.conflicts(thread.answersResource, true));
}

function pauseDepends(machine: Machine, thread: VirtualThread): boolean {
  const spin = machine.program.spinAt(thread.node!);
  return spin?.some(({ cells }) => cells.some((cell) => machine.footprint.conflicts(cell.resource, false))) ?? false;
}

function timeoutDepends(machine: Machine, thread: VirtualThread): boolean {
  const cells: Cell[] = thread.pending.map(({ cell }) => cell);
  if (thread.waitCell !== null) cells.push(thread.waitCell);
  return (
    machine.footprint.conflicts(thread.answersResource, true) ||
    cells.some((cell) => machine.footprint.conflicts(cell.queueResource, true))
  );
}

function wordTouched(machine: Machine, operation: Operation, writes: boolean): boolean {
  for (const cell of operation.cells) {
    if (machine.footprint.conflicts(cell.resource, writes)) return true;
    if (writes && cell.watchers.some((watcher) => machine.footprint.conflicts(watcher, true))) return true;
  }
  return false;
}
