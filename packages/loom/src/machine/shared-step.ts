/**
 * The operations on shared memory at which another thread may run: atomics, wait and notify, pause, and plain
 * accesses to racy words. Each says what it depends on (`touch`) and what it makes happen before what.
 */

import { RealAtomics } from "../globals/natives.js";
import type { Clock } from "./clock.js";
import { exchangesSeveral, touchCell, touchNotify, wokenBy } from "./footprint.js";
import type { Machine } from "./machine.js";
import type { Cell, Resource, Waiter } from "./memory.js";
import * as kinds from "./operation.js";
import { type Operation, type Scalar, wordOf } from "./operation.js";
import { plainAccess, reportRace } from "./plain-access.js";
import { raceWithAtomic } from "./races.js";
import {
  type Answer,
  type Forestalled,
  IDLE,
  NOTHING,
  SPINNING,
  timeOutOf,
  type VirtualThread,
  WAITING,
} from "./thread.js";
import { put } from "./write.js";

/** Executes the pending shared operation of a thread. */
export function executeShared(machine: Machine, thread: VirtualThread, operation: Operation, outcome: number): void {
  const { kind } = operation;
  if (kind === kinds.READ || kind === kinds.WRITE) plain(machine, thread, operation, outcome);
  else EXECUTE[kind]!(machine, thread, operation);
}

type Execute = (machine: Machine, thread: VirtualThread, operation: Operation) => void;

const EXECUTE: readonly Execute[] = [
  load,
  store,
  ...new Array<Execute>(6).fill(modify),
  compareExchange,
  wait,
  wait,
  notify,
  pause,
];

/** Notes an access to the word of an operation: what depends on it, and whether it races. */
function access(machine: Machine, thread: VirtualThread, operation: Operation, writes: boolean): void {
  const word = wordOf(operation);
  for (const cell of operation.cells) {
    touchCell(machine.footprint, cell, writes || exchangesSeveral(operation));
    if (cell.word < 0) cell.word = word;
    const accesses = cell.accessesOf(word);
    if (!cell.racy && (cell.plain || cell.words.length > 1)) {
      const other = raceWithAtomic(cell, accesses, thread, writes);
      if (other >= 0) reportRace(machine, thread, operation, other);
    }
    const times = writes ? accesses.writes : accesses.reads;
    if (times[thread.id] !== thread.time) {
      machine.undo.element(times, thread.id, times[thread.id]);
      times[thread.id] = thread.time;
    }
  }
}

function acquireWord(machine: Machine, thread: VirtualThread, operation: Operation): void {
  const word = wordOf(operation);
  for (const cell of operation.cells) {
    if (cell.sync !== null && cell.syncWord === word) machine.acquire(thread, cell.sync);
  }
}

function releaseWord(machine: Machine, thread: VirtualThread, operation: Operation): void {
  const released = machine.release(thread);
  const word = wordOf(operation);
  for (const cell of operation.cells) {
    machine.undo.set(cell, "sync", released);
    machine.undo.set(cell, "syncWord", word);
  }
}

function load(machine: Machine, thread: VirtualThread, operation: Operation): void {
  acquireWord(machine, thread, operation);
  access(machine, thread, operation, false);
  machine.give(thread, operation.array![operation.index]);
}

function store(machine: Machine, thread: VirtualThread, operation: Operation): void {
  access(machine, thread, operation, true);
  put(machine, thread, operation, operation.a);
  releaseWord(machine, thread, operation);
  machine.give(thread, operation.b);
}

function modify(machine: Machine, thread: VirtualThread, operation: Operation): void {
  acquireWord(machine, thread, operation);
  access(machine, thread, operation, true);
  const old = operation.array![operation.index]!;
  put(machine, thread, operation, modified(operation, old));
  releaseWord(machine, thread, operation);
  machine.give(thread, old);
}

const SCRATCH = new Map<unknown, Int32Array>();

/** Computes what a read-modify-write leaves in the word, by the real function on one element. */
function modified(operation: Operation, old: Scalar): Scalar {
  if (operation.kind === kinds.EXCHANGE) return operation.a;
  const array = operation.array as Int32Array;
  const type = array.constructor as Int32ArrayConstructor;
  let scratch = SCRATCH.get(type);
  if (scratch === undefined) {
    scratch = new type(1);
    SCRATCH.set(type, scratch);
  }
  scratch[0] = old as number;
  const by = operation.a as number;
  switch (operation.kind) {
    case kinds.ADD:
      RealAtomics.add(scratch, 0, by);
      break;
    case kinds.SUB:
      RealAtomics.sub(scratch, 0, by);
      break;
    case kinds.AND:
      RealAtomics.and(scratch, 0, by);
      break;
    case kinds.OR:
      RealAtomics.or(scratch, 0, by);
      break;
    default:
      RealAtomics.xor(scratch, 0, by);
  }
  return scratch[0] as Scalar;
}

function compareExchange(machine: Machine, thread: VirtualThread, operation: Operation): void {
  const old = operation.array![operation.index]!;
  const succeeds = old === operation.a;
  acquireWord(machine, thread, operation);
  access(machine, thread, operation, succeeds);
  if (succeeds) {
    put(machine, thread, operation, operation.b);
    releaseWord(machine, thread, operation);
  }
  machine.give(thread, old);
}

function wait(machine: Machine, thread: VirtualThread, operation: Operation): void {
  acquireWord(machine, thread, operation);
  access(machine, thread, operation, false);
  // Even for a wait that does not sleep: whether it sleeps depends on the word, not on the list.
  if (operation.b !== 0) machine.touch(operation.cells[0]!.queueResource, true);
  if (operation.array![operation.index] !== operation.a) machine.give(thread, "not-equal");
  else if (operation.b === 0) machine.give(thread, "timed-out");
  else enqueue(machine, thread, operation);
}

function enqueue(machine: Machine, thread: VirtualThread, operation: Operation): void {
  const { undo } = machine;
  const cell = operation.cells[0]!;
  enterQueue(machine, thread, cell);
  const timed = operation.b !== Number.POSITIVE_INFINITY;
  const isAsync = operation.kind === kinds.WAIT_ASYNC;
  const waiter: Waiter = { thread, promise: isAsync ? Number(operation.text) : -1, timed };
  undo.set(cell, "queue", [...cell.queue, waiter]);
  if (isAsync) {
    machine.program.hasAsyncWaits = true;
    undo.set(thread, "pending", [...thread.pending, { cell, waiter }]);
    machine.give(thread, "pending");
    return;
  }
  undo.set(thread, "waitCell", cell);
  undo.set(thread, "waitTimed", timed);
  machine.block(thread, WAITING);
  if (timed && machine.settings.timeouts) machine.timed = machine.timed | (1 << thread.id);
}

/** Enters the critical section of a word's list of waiters, which orders all changes of the list. */
function enterQueue(machine: Machine, thread: VirtualThread, cell: Cell): void {
  if (cell.queueSync !== null) machine.acquire(thread, cell.queueSync);
  machine.undo.set(cell, "queueSync", machine.release(thread));
}

function notify(machine: Machine, thread: VirtualThread, operation: Operation): void {
  const cell = operation.cells[0]!;
  const woken = wokenBy(operation, cell.queue);
  touchNotify(machine.footprint, operation, woken);
  if (woken.length > 0) {
    enterQueue(machine, thread, cell);
    const released = cell.queueSync!;
    machine.undo.set(cell, "queue", cell.queue.slice(woken.length));
    for (const waiter of woken) wake(machine, waiter, released);
  }
  machine.give(thread, woken.length);
}

function wake(machine: Machine, waiter: Waiter, released: readonly number[]): void {
  if (waiter.promise >= 0) answer(machine, waiter, released, false);
  else wakeSleeper(machine, waiter.thread, released);
}

function wakeSleeper(machine: Machine, thread: VirtualThread, released: readonly number[]): void {
  const bit = 1 << thread.id;
  machine.acquire(thread, released);
  if ((machine.timed & bit) !== 0) forestall(machine, thread, [thread.waitCell!.queueResource], thread.past);
  machine.timed = machine.timed & ~bit;
  machine.woken |= bit;
  machine.give(thread, "ok");
}

/** Notes that a thread cannot time out any more. */
function forestall(
  { event }: Machine,
  thread: VirtualThread,
  changes: readonly Resource[],
  past: Clock | null,
): Forestalled {
  const forestalled: Forestalled = { thread, changes, past };
  event.forestalled = [...event.forestalled, forestalled];
  return forestalled;
}

/** Answers a `waitAsync`; the thread hears of it when its event loop turns. */
function answer(machine: Machine, waiter: Waiter, released: readonly number[], timedOut: boolean): void {
  const { undo, event } = machine;
  const { timeouts } = machine.settings;
  const { thread, promise } = waiter;
  const bit = 1 << thread.id;
  const before = thread.pending;
  const answered = before.find((pending) => pending.waiter === waiter)!;
  undo.set(
    thread,
    "pending",
    before.filter((pending) => pending !== answered),
  );
  if (thread.status !== IDLE) {
    const isFirst = timeouts && thread.answers.at(-1)?.event !== event;
    const forestalled = isFirst ? forestall(machine, thread, NOTHING, null) : null;
    const given: Answer = { answered, promise, timedOut, clock: released, event, forestalled };
    undo.set(thread, "answers", [...thread.answers, given]);
    return;
  }
  const changes = timeouts && !timedOut ? timeOutOf(thread, before) : NOTHING;
  if (changes.length > 0) forestall(machine, thread, changes, thread.past);
  machine.timed = machine.timed & ~bit;
  machine.acquire(thread, released);
  machine.woken |= bit;
  machine.give(thread, promise * 2 + (timedOut ? 1 : 0));
}

/** Finds the word of the wait that times out next: the thread's own, or the oldest timed `waitAsync` of its event loop. */
export function timedCell(thread: VirtualThread): Cell {
  return thread.status === IDLE ? thread.pending.find(({ waiter }) => waiter.timed)!.cell : thread.waitCell!;
}

/** Lets the wait of a thread, or the oldest timed `waitAsync` of its event loop, time out. */
export function executeTimeout(machine: Machine, thread: VirtualThread): void {
  const { undo } = machine;
  const bit = 1 << thread.id;
  const entry = thread.pending.find(({ waiter }) => waiter.timed);
  const cell = timedCell(thread);
  machine.touch(cell.queueResource, true);
  enterQueue(machine, thread, cell);
  const isOwn = (waiter: Waiter): boolean =>
    thread.status === IDLE ? waiter === entry!.waiter : waiter.thread === thread && waiter.promise < 0;
  undo.set(
    cell,
    "queue",
    cell.queue.filter((waiter) => !isOwn(waiter)),
  );
  machine.timed = machine.timed & ~bit;
  if (thread.status === IDLE) {
    machine.touch(thread.answersResource, true);
    answer(machine, entry!.waiter, thread.clock, true);
  } else machine.give(thread, "timed-out");
}

function pause(machine: Machine, thread: VirtualThread): void {
  const spin = machine.program.spinAt(thread.node!);
  for (const { cells } of spin ?? []) for (const cell of cells) machine.touch(cell.resource, false);
  if (spin === null || spin.some(({ array, index, value }) => array[index] !== value)) {
    machine.give(thread, undefined);
    return;
  }
  machine.undo.set(thread, "spin", spin);
  machine.spinning = machine.spinning | (1 << thread.id);
  machine.block(thread, SPINNING);
}

function plain(machine: Machine, thread: VirtualThread, operation: Operation, outcome: number): void {
  for (const cell of operation.cells) {
    touchCell(machine.footprint, cell, operation.kind === kinds.WRITE);
    if (cell.word < 0) cell.word = wordOf(operation);
  }
  const result = plainAccess(machine, thread, operation, outcome);
  if (machine.fault === null) machine.give(thread, result);
}
