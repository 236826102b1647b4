/**
 * The operations that concern only the thread that makes them: no other thread can notice when they are executed, so
 * they belong to the step before them. Each returns false when the thread cannot go on by itself.
 */

import type { Node } from "../program/history.js";
import { fault } from "../report/failure.js";
import { join as joinClocks } from "./clock.js";
import { checkInvariant } from "./invariant.js";
import type { Machine } from "./machine.js";
import type { Operation } from "./operation.js";
import * as kinds from "./operation.js";
import { plainAccess } from "./plain-access.js";
import type { VirtualThread } from "./thread.js";
import * as status from "./thread.js";

/** Executes a local operation; false when the thread has to wait, or to choose, or has failed. */
export function executeLocal(machine: Machine, thread: VirtualThread, node: Node, operation: Operation): boolean {
  switch (operation.kind) {
    case kinds.READ:
    case kinds.WRITE:
      return plain(machine, thread, operation);
    case kinds.SPAWN:
      return spawn(machine, thread, node, operation);
    case kinds.JOIN:
      return join(machine, thread, operation);
    case kinds.CHOOSE:
      machine.block(thread, status.CHOOSING);
      machine.undo.set(machine, "choosing", thread);
      return false;
    case kinds.TURN:
      return turn(machine, thread);
    case kinds.INVARIANT:
      return watch(machine, thread, operation);
    default:
      machine.proceed(thread, undefined);
      return true;
  }
}

function plain(machine: Machine, thread: VirtualThread, operation: Operation): boolean {
  const result = plainAccess(machine, thread, operation, 0);
  if (machine.fault !== null) return false;
  machine.proceed(thread, result);
  return true;
}

function spawn(machine: Machine, thread: VirtualThread, node: Node, operation: Operation): boolean {
  const label = thread.label === "0" ? String(operation.index) : `${thread.label}.${operation.index}`;
  const name = operation.text === "" ? `thread ${label}` : operation.text;
  node.spawned ??= machine.program.makeRoot({ label, spawnedAt: node });
  node.value ??= Object.freeze({ label, name });
  machine.born(label, name, node.spawned, thread);
  if (machine.program.stale || machine.fault !== null) return false;
  machine.proceed(thread, node.value);
  return true;
}

function join(machine: Machine, thread: VirtualThread, operation: Operation): boolean {
  const target = machine.threads.find((other) => other.label === operation.text);
  if (target === undefined || target.status === status.UNBORN) {
    machine.fail(fault("unsupported", `Thread ${thread.name} joins a thread that was never spawned`, thread.label));
    return false;
  }
  if (target.status === status.DONE) {
    machine.joinThread(thread, target);
    return true;
  }
  machine.undo.set(thread, "joined", target);
  machine.block(thread, status.JOINING);
  return false;
}

/** Takes the oldest answer to a `waitAsync` of the thread, or lets its event loop sleep. */
function turn(machine: Machine, thread: VirtualThread): boolean {
  const answer = thread.answers[0];
  if (answer === undefined) {
    machine.block(thread, status.IDLE);
    const timed = thread.pending.some(({ waiter }) => waiter.timed);
    if (machine.settings.timeouts && timed) machine.timed |= 1 << thread.id;
    return false;
  }
  if (answer.forestalled !== null) noteForestalled(machine, thread, answer.forestalled);
  machine.undo.set(thread, "answers", thread.answers.slice(1));
  machine.acquire(thread, answer.clock);
  if (answer.event.past !== null) thread.past = joinClocks(thread.past, answer.event.past);
  machine.give(thread, answer.promise * 2 + (answer.timedOut ? 1 : 0));
  return true;
}

/** Notes which time-out the event loop would have taken, had the answers not come yet that it is about to take. */
function noteForestalled(machine: Machine, thread: VirtualThread, forestalled: status.Forestalled): void {
  const changes = status.timeOutOf(thread, [...thread.answers.map(({ answered }) => answered), ...thread.pending]);
  if (changes.length === 0) return;
  machine.undo.set(forestalled, "changes", changes);
  machine.undo.set(forestalled, "past", thread.past);
}

function watch(machine: Machine, thread: VirtualThread, operation: Operation): boolean {
  const resource = machine.program.watcher(operation.text);
  const invariant = { name: operation.text, resource, holds: operation.body as () => boolean };
  machine.undo.set(machine, "invariants", [...machine.invariants, invariant]);
  machine.proceed(thread, undefined);
  checkInvariant(machine, invariant);
  return machine.fault === null && !machine.program.stale;
}
