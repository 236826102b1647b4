/**
 * The task that runs at this moment on this thread, in this copy of the package.
 *
 * Invariants: `index` is that of the task inside whose tick we are, in the register `live`, or NOBODY outside every tick;
 * `budget` is what is left of it in this tick. Turns of several schedulers may nest: each restores what it found.
 */

import { registerCopy } from "../misuse.js";
import type { TaskCore } from "../task/task.js";
import { LiveTasks, NOBODY } from "./live-tasks.js";

/** Records events, as `trace/tracer.ts` does. */
interface Recorder {
  spawn(task: TaskCore): void;
  wake(task: TaskCore, where: "slot" | "queue" | "inject" | "io"): void;
  run(task: TaskCore): void;
  ended(task: TaskCore): void;
  send(to: { describe(): string }): void;
  receive(from: { describe(): string }): void;
}

interface Running {
  live: LiveTasks<TaskCore>;
  index: number;
  budget: number;
  /** The tasks inside whose ticks the turns of other schedulers run, the outermost first. */
  readonly interrupted: TaskCore[];
  /** Records events; while it is null, an event costs one look here. */
  tracer: Recorder | null;
}

export const running: Running = { live: new LiveTasks(), index: NOBODY, budget: 0, interrupted: [], tracer: null };

/** Returns the task inside whose tick we are, or null. */
export function runningTask(): TaskCore | null {
  return running.live.at(running.index);
}

/** Whether we are inside the tick of `task`, even if a turn of another scheduler has interrupted it. */
export function isRunning(task: TaskCore): boolean {
  return runningTask() === task || running.interrupted.includes(task);
}

registerCopy({ version: VERSION, isRunning: () => running.index !== NOBODY });
