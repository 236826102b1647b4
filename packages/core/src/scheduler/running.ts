/**
 * What runs at this moment on this thread, in this copy of the package.
 *
 * Invariants: `place` is that of the task inside whose tick we are, in the register `live`, or NOBODY outside every tick;
 * `budget` is what is left of it in this tick. Turns of several schedulers may nest: each restores what it found.
 */

import { registerCopy } from "../misuse.js";
import type { TaskNode } from "../task/task.js";
import { LiveTasks, NOBODY } from "./live-tasks.js";

/** Records events, as `trace/tracer.ts` does. */
interface Recorder {
  spawn(task: TaskNode): void;
  wake(task: TaskNode, where: "slot" | "queue" | "inject" | "io"): void;
  run(task: TaskNode): void;
  ended(task: TaskNode): void;
  send(to: { describe(): string }): void;
  receive(from: { describe(): string }): void;
}

interface Running {
  live: LiveTasks<TaskNode>;
  place: number;
  budget: number;
  /** The tasks inside whose ticks the turns of other schedulers run, the outermost first. */
  readonly interrupted: TaskNode[];
  /** Who records events; every event costs one look here while there is nobody. */
  tracer: Recorder | null;
}

export const running: Running = { live: new LiveTasks(), place: NOBODY, budget: 0, interrupted: [], tracer: null };

/** Returns the task inside whose tick we are, or null. */
export function runningTask(): TaskNode | null {
  return running.live.at(running.place);
}

/** Whether we are inside the tick of `task`, be it that a turn of another scheduler has interrupted it. */
export function isRunning(task: TaskNode): boolean {
  return runningTask() === task || running.interrupted.includes(task);
}

registerCopy({ version: VERSION, isRunning: () => running.place !== NOBODY });
