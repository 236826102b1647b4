/**
 * Schedules for stages: MAILSLOT_SCHEDULE=… is a seed, by which a stage chooses which of its runnable tasks runs next, where
 * without it the scheduler's own order holds. Whatever the order, every clause of docs/semantics.md but those that S12 names
 * must hold. See docs/decisions/0011-tests-under-many-schedules.md.
 */
import type { Policy, Scheduler, Task } from "@mailslot/core";
import { type Choose, chooseNext } from "@mailslot/core/engine";
import { random } from "./seeded.js";

/** How often tasks wait for promise jobs and timers, in a schedule that has such pauses. */
const PAUSE = 0.2;
/** How often a schedule by priorities changes one. */
const CHANGE = 0.05;
/** Of how many tasks the one of the highest priority is chosen: tests have up to a million. */
const LOOK = 8;

/** Returns what a stage runs with: under a schedule, half of the seeds let a task give way before each operation. */
export function policyOf(policy: Partial<Policy>, seed: number | null): Partial<Policy> {
  return seed !== null && seed % 2 === 1 ? { budget: 1, ...policy } : policy;
}

/** The seed of the environment, or null: read by each stage, since one process runs its tests under many. */
export function scheduleSeed(): number | null {
  const { MAILSLOT_SCHEDULE: given } = process.env;
  return given === undefined ? null : Number(given);
}

/** Lets `seed` choose what a scheduler runs: at random or by priorities, with or without pauses. */
export function schedule(scheduler: Scheduler, seed: number): void {
  const draw = random(seed);
  const choose = draw() < 0.5 ? byPriority(draw) : (runnable: readonly Task[]) => pick(draw, runnable);
  chooseNext(scheduler, draw() < 0.5 ? choose : (runnable) => (draw() < PAUSE ? -1 : choose(runnable)));
}

function pick(draw: () => number, runnable: readonly Task[]): number {
  return Math.floor(draw() * runnable.length);
}

/** A task keeps its priority, so one may run long before another does, which choices at random seldom show. */
function byPriority(draw: () => number): Choose {
  const priorities = new WeakMap<Task, number>();
  const of = (task: Task) => {
    const priority = priorities.get(task);
    if (priority !== undefined && draw() >= CHANGE) return priority;
    const other = draw();
    priorities.set(task, other);
    return other;
  };
  return (runnable) => {
    const candidates =
      runnable.length <= LOOK ? [...runnable.keys()] : Array.from({ length: LOOK }, () => pick(draw, runnable));
    const priorities = candidates.map((at) => of(runnable[at] as Task));
    return candidates[priorities.indexOf(Math.max(...priorities))] as number;
  };
}
