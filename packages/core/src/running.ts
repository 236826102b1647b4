/**
 * What runs at this moment on this thread, in this copy of the package.
 *
 * Invariants: `task` is the task inside whose tick we are, or null outside every tick; `budget` is what is left of
 * it in this tick. Turns of several schedulers may nest: each restores what it found.
 */
import { registerCopy } from "./misuse.js";
import type { TaskNode } from "./task.js";
import type { Tracer } from "./trace/tracer.js";

interface Running {
  task: TaskNode | null;
  budget: number;
  /** Who records events; every event costs one look here while there is nobody. */
  tracer: Tracer | null;
}

export const running: Running = { task: null, budget: 0, tracer: null };

registerCopy({ version: VERSION, isRunning: () => running.task !== null });
