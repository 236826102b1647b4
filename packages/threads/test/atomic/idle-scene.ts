/** Where the scenarios of the idle words take place: tasks that wait, who pushes them, and how a worker sleeps that has found none. */

import { label } from "@mailslot/loom";

export interface IdleModule {
  readonly NOBODY: number;
  idleWords(threads: number): number;
  ticketAt(at: number, threads: number, thread: number): number;
  searches(words: Int32Array, at: number, thread: number): boolean;
  anySearches(words: Int32Array, at: number, threads: number): boolean;
  sleepersOf(words: Int32Array, at: number, threads: number): number;
  startSearch(words: Int32Array, at: number, threads: number, thread: number): boolean;
  foundWork(words: Int32Array, at: number, threads: number, thread: number, hasMore: () => boolean): number;
  announce(words: Int32Array, at: number, thread: number): void;
  sleeps(words: Int32Array, at: number, thread: number): boolean;
  rest(words: Int32Array, at: number, threads: number, thread: number): void;
  call(words: Int32Array, at: number, threads: number, thread: number): void;
  rests(words: Int32Array, at: number, threads: number, thread: number): boolean;
  retract(words: Int32Array, at: number, thread: number): boolean;
  wakeOne(words: Int32Array, at: number, threads: number): number;
  wake(words: Int32Array, at: number, threads: number, thread: number): boolean;
  setFull(words: Int32Array, at: number, threads: number, thread: number, isFull: boolean): void;
  setBeside(words: Int32Array, at: number, threads: number, thread: number, isHeld: boolean): void;
  wakeAll(words: Int32Array, at: number, threads: number): void;
  bury(words: Int32Array, at: number, threads: number, thread: number): void;
}

// Words: tasks that wait, tasks that were done, whether all is over; the idle words follow.
export const TASKS = 0;
export const DONE = 1;
export const OVER = 2;
export const IDLE = 3;

export function shared(idle: IdleModule, threads: number): Int32Array {
  const words = new Int32Array(new SharedArrayBuffer(4 * (IDLE + idle.idleWords(threads))));
  label(words, "tasks", TASKS);
  label(words, "done", DONE);
  label(words, "over", OVER);
  label(words, "idle", IDLE, IDLE + 1);
  label(words, "ticket", IDLE + 1, IDLE + 1 + threads);
  return words;
}

export function take(words: Int32Array): boolean {
  for (;;) {
    const tasks = Atomics.load(words, TASKS);
    if (tasks === 0) return false;
    if (Atomics.compareExchange(words, TASKS, tasks, tasks - 1) === tasks) return true;
  }
}

export function push(idle: IdleModule, words: Int32Array, threads: number): void {
  Atomics.add(words, TASKS, 1);
  idle.wakeOne(words, IDLE, threads);
}

/** Sleeps as a worker does that found nothing; returns whether it comes back searching. `io` wakes it by something else. */
export function park(idle: IdleModule, words: Int32Array, threads: number, thread: number, io = false): boolean {
  const ticket = idle.ticketAt(IDLE, threads, thread);
  const seen = Atomics.load(words, ticket);
  idle.announce(words, IDLE, thread);
  const found = io || Atomics.load(words, TASKS) > 0 || Atomics.load(words, OVER) === 1;
  if (!found) Atomics.wait(words, ticket, seen);
  return idle.retract(words, IDLE, thread);
}

export function expectDone(words: Int32Array, count: number): void {
  const done = Atomics.load(words, DONE);
  if (done !== count) throw new Error(`${done} of ${count} tasks were done`);
}
