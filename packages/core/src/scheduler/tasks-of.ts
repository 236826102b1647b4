/** Finds every live task of a scheduler, wherever it is. */

import type { TaskCore } from "../task/task.js";
import { UNLISTED } from "./live-tasks.js";
import type { SchedulerCore } from "./scheduler.js";
import type { Turn } from "./turn.js";

/** Returns the live tasks of a scheduler: those that have waited, then those that have only been runnable so far. */
export function tasksOf({ live, turn, lane }: SchedulerCore): TaskCore[] {
  const found = live.tasks.filter((each): each is TaskCore => typeof each === "object");
  for (const task of new Set([turn.task, ...runnableIn(turn), ...runnableIn(lane)]))
    if (task?.index === UNLISTED) found.push(task);
  return found;
}

function runnableIn(turn: Turn): readonly (TaskCore | null)[] {
  if (turn.all !== undefined) return turn.all();
  const found = [turn.slot];
  for (let task = turn.head; task !== null; task = task.after as TaskCore | null) found.push(task);
  return found;
}
