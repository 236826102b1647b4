/** The options of a simulation, checked. */
import { badArgument } from "@mailslot/core/engine";
import type { Settings } from "./world.js";

/** How a simulation runs. */
export interface SimulationOptions {
  /** Decides the random numbers of the program: a whole number from 0. Default: 1. */
  readonly seed?: number;
  /** How many ticks the program may take, and how many timers may fire, before it counts as endless. Default: 100,000. */
  readonly maxSteps?: number;
  /** Whether tasks and timers that are left when the body has ended are a failure. Default: true. */
  readonly leaks?: boolean;
  /**
   * What it is when the program waits for something that takes real time, as I/O does: a failure, since no seed decides it; or
   * waited for, while virtual time stands still. Default: `"fail"`.
   */
  readonly realTime?: "fail" | "wait";
  /** What the clock on the wall (`Date`) shows at the beginning. Default: 2000-01-01T00:00:00Z. */
  readonly startTime?: Date | number;
}

const NEW_YEAR_2000 = 946_684_800_000;

/** Completes the options. Fails with `ERR_MAILSLOT_ARGUMENT` when one makes no sense. */
export function settingsOf(
  options: {
    readonly [K in keyof SimulationOptions]: SimulationOptions[K] | undefined;
  },
): Omit<Settings, "chooser"> {
  const { seed = 1, maxSteps = 100_000, leaks = true, realTime = "fail", startTime = NEW_YEAR_2000 } = options;
  checkWhole("the seed of a simulation", seed, 0);
  checkWhole("maxSteps of a simulation", maxSteps, 1);
  if (realTime !== "fail" && realTime !== "wait")
    throw badArgument("realTime of a simulation", realTime, '"fail" or "wait"');
  return { seed, maxSteps, leaks, realTime, startTime: millisecondsOf(startTime) };
}

function millisecondsOf(startTime: Date | number): number {
  let ms = Number.NaN;
  try {
    ms = Number(startTime); // user code may run here
  } catch {
    // What cannot be converted is neither.
  }
  if (Number.isNaN(ms)) throw badArgument("startTime of a simulation", startTime, "a date, or milliseconds");
  return ms;
}

/** Returns a name that was given, or `otherwise` for what is none. */
export function textOf(name: unknown, otherwise: string): string {
  return typeof name === "string" && name !== "" ? name : otherwise;
}

export function checkWhole(what: string, value: unknown, least: number): void {
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value < least)
    throw badArgument(what, value, `a whole number from ${least}`);
}
