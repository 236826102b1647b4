/**
 * Scenarios for parking: workers take tasks off a shared counter, and a pusher adds tasks and wakes. Everything pushed
 * must be executed, by some worker, without a time-out's help; a worker that never wakes shows as a deadlock.
 */

import { join, label, spawn } from "@mailslot/loom";
import type { Scenario } from "./mutants.js";

/** What the scenarios use of `park.ts`, so that mutants can take its place. */
export interface ParkModule {
  readonly Idle: {
    new (
      words: Int32Array,
      workers: number,
    ): {
      startSearch(): boolean;
      foundWork(): void;
      park(worker: number, searching: boolean, hasWork: () => boolean): boolean;
      wakeOne(): boolean;
      wakeAll(): void;
    };
    wordsFor(workers: number): number;
  };
}

/** How many tasks wait, or STOPPED. */
const TASKS = 0;
const DONE = 1;

const STOPPED = -1;

interface ParkCase {
  readonly workers: number;
  readonly tasks: number;
  /** Tasks whose execution makes one more task. */
  readonly spawning: number;
  /** Whether the workers start where they have found nothing, the first of them searching, and end after one sleep. */
  readonly aboutToPark: boolean;
}

type IdleLike = InstanceType<ParkModule["Idle"]>;

/** Makes the model of a case. */
export function parkModel({ Idle }: ParkModule, { workers, tasks, spawning, aboutToPark }: ParkCase): () => void {
  return () => {
    const idleWords = new Int32Array(new SharedArrayBuffer(4 * Idle.wordsFor(workers)));
    const work = new Int32Array(new SharedArrayBuffer(8));
    label(idleWords, "state", 0);
    label(idleWords, "worker", 1, 1 + workers);
    label(work, "tasks", TASKS);
    label(work, "done", DONE);
    const total = tasks + spawning;
    if (aboutToPark) Atomics.store(idleWords, 0, 1);
    const threads = Array.from({ length: workers }, (_, id) =>
      spawn(() => {
        const idle = new Idle(idleWords, workers);
        if (aboutToPark) parkOnce(idle, work, id);
        else runWorker(idle, work, id, total, spawning);
      }, `worker ${id}`),
    );
    const idle = new Idle(idleWords, workers);
    for (let i = 0; i < tasks; i++) {
      Atomics.add(work, TASKS, 1);
      idle.wakeOne();
    }
    join(...threads);
    const state = Atomics.load(idleWords, 0);
    if (Atomics.load(work, DONE) !== total) throw new Error(`${Atomics.load(work, DONE)} of ${total} tasks were done`);
    if (state >>> 16 !== 0) throw new Error(`${state >>> 16} workers are counted as sleeping, but all have ended`);
  };
}

/** A worker's loop: look for work, search, park. Ends when all tasks are done. */
function runWorker(idle: IdleLike, work: Int32Array, id: number, total: number, spawning: number): void {
  let searching = false;
  for (;;) {
    searching ||= idle.startSearch();
    const taken = take(work);
    if (taken === STOPPED) return;
    if (taken === 0) searching = idle.park(id, searching, () => Atomics.load(work, TASKS) !== 0);
    else {
      if (searching) idle.foundWork();
      searching = false;
      execute(idle, work, total, spawning);
    }
  }
}

/** One round of a worker that has found nothing: it parks, looks for work once more, and ends. */
function parkOnce(idle: IdleLike, work: Int32Array, id: number): void {
  const searching = idle.park(id, id === 0, () => Atomics.load(work, TASKS) !== 0);
  if (take(work) <= 0) return;
  if (searching) idle.foundWork();
  execute(idle, work, 1, 0);
}

/** Takes a task: returns 0 if there was none, or STOPPED. */
function take(work: Int32Array): number {
  for (;;) {
    const tasks = Atomics.load(work, TASKS);
    if (tasks <= 0 || Atomics.compareExchange(work, TASKS, tasks, tasks - 1) === tasks) return tasks;
  }
}

function execute(idle: IdleLike, work: Int32Array, total: number, spawning: number): void {
  const done = Atomics.add(work, DONE, 1) + 1;
  if (done <= spawning) {
    Atomics.add(work, TASKS, 1);
    idle.wakeOne();
  }
  if (done < total) return;
  Atomics.store(work, TASKS, STOPPED);
  idle.wakeAll();
}

export const PARK_SCENARIOS: readonly Scenario<ParkModule>[] = [
  {
    name: "one worker and one task",
    why: "the push falls between the worker's announcement, its second look and its sleep",
    model: (module) => parkModel(module, { workers: 1, tasks: 1, spawning: 0, aboutToPark: false }),
  },
  {
    name: "one worker and two tasks",
    why: "a worker that has been woken once sleeps again",
    model: (module) => parkModel(module, { workers: 1, tasks: 2, spawning: 0, aboutToPark: false }),
  },
  {
    name: "two workers and one task",
    why: "one searches while the other sleeps; both must hear of the end",
    model: (module) => parkModel(module, { workers: 2, tasks: 1, spawning: 0, aboutToPark: true }),
  },
];
