/**
 * Tells whether the next step of a thread depends on the step just taken, without executing it. What a step depends on,
 * and why: docs/decisions/0101-loom-reduction.md.
 */

import { exchangesSeveral, wokenBy } from "../machine/footprint.js";
import type { Machine } from "../machine/machine.js";
import type { Resource } from "../machine/memory.js";
import type { Operation } from "../machine/operation.js";
import * as kinds from "../machine/operation.js";
import { timedCell } from "../machine/shared-step.js";
import { IDLE, READY, type VirtualThread } from "../machine/thread.js";

/** Tells whether swapping the last step with the next one of `thread` could make a difference. */
export function dependsOnStep(machine: Machine, thread: VirtualThread): boolean {
  if (thread.status !== READY) return (machine.timed & (1 << thread.id)) === 0 || timeoutDepends(machine, thread);
  const operation = thread.node!.operation!;
  switch (operation.kind) {
    case kinds.LOAD:
    case kinds.READ:
      return wordTouched(machine, operation, false);
    case kinds.COMPARE_EXCHANGE:
      return wordTouched(machine, operation, exchangesSeveral(operation) || holds(operation));
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

/** Tells whether a compare-exchange would succeed. */
function holds({ array, index, a }: Operation): boolean {
  return array![index] === a;
}

function notifyDepends(machine: Machine, operation: Operation): boolean {
  const woken = wokenBy(operation, operation.cells[0]!.queue);
  if (machine.footprint.conflicts(queueOf(operation), woken.length > 0)) return true;
  return woken.some(({ thread, promise }) => promise >= 0 && machine.footprint.conflicts(thread.answersResource, true));
}

function pauseDepends(machine: Machine, thread: VirtualThread): boolean {
  const spin = machine.program.spinAt(thread.node!);
  return spin?.some(({ cells }) => cells.some((cell) => machine.footprint.conflicts(cell.resource, false))) ?? false;
}

function timeoutDepends({ footprint }: Machine, thread: VirtualThread): boolean {
  if (footprint.conflicts(timedCell(thread).queueResource, true)) return true;
  return thread.status === IDLE && footprint.conflicts(thread.answersResource, true);
}

function wordTouched(machine: Machine, operation: Operation, writes: boolean): boolean {
  for (const cell of operation.cells) {
    if (machine.footprint.conflicts(cell.resource, writes)) return true;
    if (writes && cell.watchers.some((watcher) => machine.footprint.conflicts(watcher, true))) return true;
  }
  return false;
}
