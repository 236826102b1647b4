/** The report of a program that waits for ever: each task, each promise, and what it waits for. */
import type { DumpedTask } from "@mailslot/core";
import { SimulationError } from "../errors.js";

const SHOWN = 20;

/** Indents lines, and shows not too many of them. */
export function lines(all: readonly string[]): string[] {
  const shown = all.slice(0, SHOWN).map((line) => `  ${line}`);
  const rest = all.length - shown.length;
  return rest > 0 ? [...shown, `  and ${rest} more`] : shown;
}

/** Lists live tasks, each with what it waits for. An async body that waits says nothing of it: its promises do. */
export function taskLines(tasks: readonly DumpedTask[]): string[] {
  return lines(
    tasks.map(({ name, status, waitingFor }) => {
      if (waitingFor !== null) return `${name} waits for ${waitingFor}`;
      return `${name} ${status === "waiting" ? "waits for a promise" : `is ${status}`}`;
    }),
  );
}

/** Lists what promises wait for. */
export function waitLines(waits: readonly string[]): string[] {
  return lines(waits.map((what) => `a promise waits for ${what}`));
}

export function deadlock(tasks: readonly DumpedTask[], waits: readonly string[]): SimulationError {
  const text =
    "deadlock: nothing can run, no timer is left, and the body has not ended. These wait for each other, or for something that never comes:";
  return new SimulationError("ERR_MAILSLOT_DEADLOCK", [text, ...taskLines(tasks), ...waitLines(waits)].join("\n"));
}
