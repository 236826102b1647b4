/**
 * What runs at this moment on this thread, in this copy of the package.
 *
 * Invariants: `turn` is that of the scheduler that runs tasks now, or one without a task. Turns of several schedulers may
 * nest: each puts back the one it found.
 */

import { registerCopy } from "../misuse.js";
import type { TaskCore } from "../task/task.js";
import { Turn } from "./turn.js";

export let turn: Turn = new Turn(null, null);

/** Makes `next` the turn of this thread, and returns the one before. */
export function exchangeTurn(next: Turn): Turn {
  const last = turn;
  turn = next;
  return last;
}

/** Records events, as `trace/tracer.ts` does. */
interface Recorder {
  spawn(task: TaskCore): void;
  wake(task: TaskCore, where: "slot" | "queue" | "io"): void;
  run(task: TaskCore, more: number): number;
  ended(task: TaskCore): void;
  send(to: { describe(): string }): void;
  receive(from: { describe(): string }): void;
}

interface Running {
  /** The tasks inside whose ticks the turns of other schedulers run, the outermost first. */
  readonly interrupted: TaskCore[];
  /** Records events; while it is null, an event costs one look here. */
  tracer: Recorder | null;
}

export const running: Running = { interrupted: [], tracer: null };

/** Returns the task inside whose tick we are, or null. */
export function runningTask(): TaskCore | null {
  return turn.task;
}

/** Whether we are inside the tick of `task`, even if a turn of another scheduler has interrupted it. */
export function isRunning(task: TaskCore): boolean {
  return turn.task === task || running.interrupted.includes(task);
}

registerCopy({ version: VERSION, isRunning: () => turn.task !== null });
