/** The report of what a program has left behind. */
import type { Naming } from "@mailslot/actor/engine";
import type { DumpedTask } from "@mailslot/core";
import { show } from "@mailslot/core/engine";
import { SimulationError } from "../errors.js";
import { lines, taskLines, waitLines } from "./deadlock.js";

/** What is there when the body has ended. */
export interface Remains {
  /** The tasks that live, actors among them. */
  readonly tasks: readonly DumpedTask[];
  /** How many timers of the platform run. */
  readonly timers: number;
  /** What promises wait for, each in words. */
  readonly waits: readonly string[];
  /** How many listeners are left on abort signals. */
  readonly listeners: number;
  /** The names that the program has given to actors, in whatever registry, and that are still taken. */
  readonly names: readonly Naming[];
}

export function isEmpty({ tasks, timers, waits, listeners, names }: Remains): boolean {
  return tasks.length + timers + waits.length + listeners + names.length === 0;
}

export function leak({ tasks, timers, waits, listeners, names }: Remains): SimulationError {
  const what = [
    ...count(tasks.length, "task"),
    ...count(timers, "timer"),
    ...count(waits.length, "waiting promise"),
    ...count(listeners, "listener", " on an abort signal", " on abort signals"),
    ...count(names.length, "name"),
  ];
  const list = what.length > 1 ? `${what.slice(0, -1).join(", ")} and ${what.at(-1)}` : what.join("");
  const text = `the body has ended and has left ${list}. Stop them, hand them to own(), or say leaks: false`;
  return new SimulationError(
    "ERR_MAILSLOT_LEAK",
    [text, ...taskLines(tasks), ...waitLines(waits), ...lines(names.map(nameLine))].join("\n"),
  );
}

function count(number: number, what: string, ofOne = "", ofMany = ""): string[] {
  if (number === 0) return [];
  return [number === 1 ? `1 ${what}${ofOne}` : `${number} ${what}s${ofMany}`];
}

function nameLine({ registry, key, ref }: Naming): string {
  const name = `the name ${typeof key === "string" ? key : show(key)}${registry === null ? "" : ` in ${registry}`}`;
  return `${name} is held by actor ${ref.name}${ref.alive ? "" : ", which has exited"}`;
}
