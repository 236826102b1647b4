/**
 * Decisions: a schedule as a list of numbers, one for each tick. 0 goes on with the task that ran last, or else with the
 * oldest; n takes the n-th of the others; -1 lets promise jobs and timers go first. So a schedule with few switches is a list of
 * zeros with few exceptions, and stays a schedule when some of them become zeros.
 */
import type { Task } from "@mailslot/core";

/** The decision that ends a turn. */
export const PAUSE = -1;

/** What a chooser is asked. */
export interface Choice {
  /** The tasks that can run, oldest first; at least one. */
  readonly runnable: readonly Task[];
  /** The index of the one that ran last, or -1 when it cannot go on. */
  readonly current: number;
  /** How many ticks came before. */
  readonly step: number;
}

/** Chooses the next task, once for each tick of one run. */
export interface Chooser {
  /** Returns the index of the task to run, or -1 to let promise jobs and timers go first. */
  choose(choice: Choice): number;
}

/** Returns the decision that takes the task at `index`. */
export function decisionOf(index: number, current: number): number {
  if (index === PAUSE) return PAUSE;
  if (current < 0) return index;
  if (index === current) return 0;
  return index < current ? index + 1 : index;
}

/** Returns the index of the task that a decision takes; of one too large, the last. */
export function indexOf(decision: number, current: number, length: number): number {
  if (decision === PAUSE) return PAUSE;
  const within = Math.min(decision, length - 1);
  if (current < 0) return within;
  if (within === 0) return current;
  return within <= current ? within - 1 : within;
}

/** Takes the decisions of a list, and 0 after its end. */
export class Decided implements Chooser {
  private readonly decisions: readonly number[];

  constructor(decisions: readonly number[]) {
    this.decisions = decisions;
  }

  choose({ runnable, current, step }: Choice): number {
    return indexOf(this.decisions[step] ?? 0, current, runnable.length);
  }
}

/** Writes a list as text: `12.1-30.2` says that the decisions at 12 and 30 are 1 and 2, and all others 0. */
export function toText(decisions: readonly number[]): string {
  return decisions
    .map((decision, step) => (decision === 0 ? "" : `${step}.${decision === PAUSE ? "p" : decision}`))
    .filter((each) => each !== "")
    .join("-");
}

/** Reads what `toText` has written; null when it makes no sense. */
export function fromText(text: string): number[] | null {
  const decisions: number[] = [];
  for (const each of text === "" ? [] : text.split("-")) {
    const [, step, decision] = /^(\d{1,7})\.(\d{1,5}|p)$/.exec(each) ?? [];
    if (step === undefined || decision === undefined) return null;
    while (decisions.length <= Number(step)) decisions.push(0);
    decisions[Number(step)] = decision === "p" ? PAUSE : Number(decision);
  }
  return decisions;
}
