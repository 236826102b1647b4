/** Replays: what a failure is told by, and how the same schedule is chosen again. */
import { badArgument } from "@mailslot/core/engine";
import { randomOf, type SeededRandom } from "../simulation/random.js";
import { type Chooser, Decided, fromText, toText } from "./decisions.js";
import { pct } from "./pct.js";
import { randomWalk } from "./random-walk.js";
import type { ScheduleStrategy } from "./strategy.js";

/** A run that can be made again. */
export interface Replay {
  readonly seed: number;
  readonly chooser: Chooser;
}

const WANT = 'what a failure has printed, such as "random:17" or "schedule:17:12.1-30.2"';

/** Writes what replays a run of a strategy that is known here; of another, its decisions. */
export function replayOf(
  strategy: ScheduleStrategy,
  seed: number,
  steps: number,
  decisions: readonly number[],
): string {
  if (strategy.name === "random") return `random:${seed}`;
  if (/^pct-\d+$/.test(strategy.name)) return `${strategy.name}-${steps}:${seed}`;
  return scheduleOf(seed, decisions);
}

/** Writes what replays these decisions. */
export function scheduleOf(seed: number, decisions: readonly number[]): string {
  return `schedule:${seed}:${toText(decisions)}`;
}

/** Reads a replay. Fails with `ERR_MAILSLOT_ARGUMENT` when it makes no sense. */
export function readReplay(text: string): Replay {
  if (typeof text !== "string") throw badArgument("the replay", text, WANT);
  const [name = "", digits = "", ...rest] = text.split(":");
  const seed = Number(digits);
  const decisions = name === "schedule" ? fromText(rest.join(":")) : null;
  const strategy = strategyOf(name);
  if (!/^\d+$/.test(digits) || (decisions === null && strategy === null)) throw badArgument("the replay", text, WANT);
  if (decisions !== null) return { seed, chooser: new Decided(decisions) };
  const chooser = (strategy as ScheduleStrategy).begin({ index: 0, seed, steps: 0, random: scheduleRandom(seed) });
  return { seed, chooser: chooser as Chooser };
}

/** The random numbers of a schedule; those of the program are others. */
export function scheduleRandom(seed: number): SeededRandom {
  return randomOf(seed, 3);
}

function strategyOf(name: string): ScheduleStrategy | null {
  if (name === "random") return randomWalk();
  const [, depth, steps] = /^pct-(\d+)-(\d+)$/.exec(name) ?? [];
  return depth === undefined || steps === undefined ? null : pct({ depth: Number(depth), steps: Number(steps) });
}
