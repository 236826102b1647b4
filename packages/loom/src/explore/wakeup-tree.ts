/**
 * Wake-up trees: the sequences of steps that a state still owes, as a tree with common beginnings shared. A sequence is
 * what reverses a race: the steps after the first of the two that do not depend on it, and then the second. Executing the
 * whole sequence, and not its first step alone, is what keeps a schedule from ending where all threads are asleep.
 *
 * Invariants: no two branches of a node have the same thread with the same results; what follows a leaf is left open.
 */

import { Footprint } from "../machine/footprint.js";
import { lowest } from "../machine/thread-set.js";
import type { DporFrame } from "./dpor-frame.js";
import { reverseFootprint } from "./reversed-step.js";

/** A step in a wake-up tree. */
export class Branch {
  readonly thread: number;
  /** Which of its results the step has; -1 if that is not known, and what follows is left open. */
  readonly outcome: number;
  /** The choices that the step leads to. */
  readonly choices: readonly number[];
  /** What the step depends on; null if that is not known. */
  readonly footprint: Footprint | null;
  readonly children: Branch[];

  constructor(
    thread: number,
    outcome: number,
    choices: readonly number[],
    footprint: Footprint | null,
    children: Branch[],
  ) {
    this.thread = thread;
    this.outcome = outcome;
    this.choices = choices;
    this.footprint = footprint;
    this.children = children;
  }
}

const NO_CHOICES: readonly number[] = [];
const DEPENDENT = -2;
const INDEPENDENT = -1;

/** Makes a branch for a thread of which it is not known what its step will do. */
export function openBranch(thread: number): Branch {
  return new Branch(thread, -1, NO_CHOICES, null, []);
}

/** The sequence that reverses one race: positions of steps in the present schedule, the second of the two last. */
export class Reversal {
  private readonly frames: readonly DporFrame[];
  private readonly steps: number[] = [];
  private readonly reversed: Footprint = new Footprint();
  private second = 0;
  private last = 0;
  private end = 0;

  constructor(frames: readonly DporFrame[]) {
    this.frames = frames;
  }

  /**
   * Finds the step that shows the race of `first` and `second` to be reversed already: one by a thread that is asleep in
   * the state before the race, and that can come first in the sequence. Returns its position; `end` if a sleeping thread
   * is independent of the whole sequence, or makes its last step; -1 if the sequence has not been explored.
   */
  asleepAt(first: number, second: number, end: number): number {
    const { frames } = this;
    const { thread, sleep, asleep } = frames[first]!;
    let rest = sleep;
    for (let i = first + 1; rest !== 0 && i < end; i++) {
      const frame = frames[i]!;
      if (i === second || frame.choice || frame.past[thread]! >= first) continue;
      if ((rest & (1 << frame.thread)) !== 0) return i;
      rest = independentOf(frame.footprint, rest, asleep);
    }
    if (rest === 0) return -1;
    const own = frames[second]!;
    if ((rest & (1 << own.thread)) !== 0) return this.lastNeeded(asleep[own.thread]!, second, end);
    reverseFootprint(this.reversed, frames[first]!, own);
    return independentOf(this.reversed, rest, asleep) === 0 ? -1 : end;
  }

  /**
   * How much of the schedule shows that the second step of a race can come first, given the footprint it has then. Later
   * steps that conflict with it depend on the first step too, so they are not in the sequence, unless the footprint there
   * is wider than here.
   */
  private lastNeeded(footprint: Footprint | null, second: number, end: number): number {
    return footprint?.isWithin(this.frames[second]!.footprint) === true ? second : end;
  }

  /** Collects the steps before `end` that come after `first` and do not depend on it, and then `second`. */
  collect(first: number, second: number, end: number): void {
    const { frames, steps } = this;
    const { thread } = frames[first]!;
    steps.length = 0;
    this.second = second;
    reverseFootprint(this.reversed, frames[first]!, frames[second]!);
    for (let i = first + 1; i < end; i++) {
      const frame = frames[i]!;
      if (i !== second && !frame.choice && frame.past[thread]! < first) steps.push(i);
    }
    steps.push(second);
  }

  /**
   * Adds the sequence to a tree, or what of it the tree does not have yet. Returns the position of the last step on which
   * it depends that the tree has a sequence which stands for this one; `end` if that depends on the whole schedule.
   */
  insertInto(tree: Branch[], end: number): number {
    this.last = 0;
    this.end = end;
    let branches = tree;
    for (;;) {
      const next = this.descend(branches);
      if (next === null) break;
      if (next.children.length === 0) return this.last;
      branches = next.children;
    }
    this.append(branches);
    return end;
  }

  /** Finds the branch with which the sequence can begin, and takes its step out of the sequence. */
  private descend(branches: Branch[]): Branch | null {
    const { steps } = this;
    for (const branch of branches) {
      const at = this.positionOf(branch);
      if (at === DEPENDENT) continue;
      if (at === INDEPENDENT) {
        this.last = this.end;
        return branch;
      }
      const step = steps[at]!;
      this.last = Math.max(this.last, step === this.second ? this.lastNeeded(branch.footprint, step, this.end) : step);
      for (let i = at + 1; i < steps.length; i++) steps[i - 1] = steps[i]!;
      steps.pop();
      return this.isAlike(branch, step) ? branch : this.twinOf(branch, step, branches);
    }
    return null;
  }

  /** Finds the branch of the same thread that has the results of a step, or adds it; gives the leaf of one it adds. */
  private twinOf({ thread }: Branch, step: number, branches: Branch[]): Branch {
    const twin = branches.find((other) => other.thread === thread && this.isAlike(other, step));
    if (twin !== undefined) return twin;
    let last = this.branchFor(step, []);
    branches.push(last);
    this.append(last.children);
    while (last.children.length > 0) last = last.children[0]!;
    this.last = this.end;
    return last;
  }

  /** Where the sequence has the step of a branch, if that can come first; or that it is independent of all. */
  private positionOf({ thread, footprint }: Branch): number {
    const { steps, frames } = this;
    for (let i = 0; i < steps.length; i++) {
      const step = steps[i]!;
      if (frames[step]!.thread === thread) return i;
      if (footprint === null || footprint.meets(this.footprintOf(step))) return DEPENDENT;
    }
    return INDEPENDENT;
  }

  /** Tells whether a branch is a step with the same results; those of the second step of the race are not known. */
  private isAlike(branch: Branch, step: number): boolean {
    if (branch.outcome < 0 || step === this.second) return true;
    const choices = this.choicesAfter(step);
    return (
      branch.outcome === this.frames[step]!.outcome &&
      branch.choices.length === choices.length &&
      branch.choices.every((choice, i) => choice === choices[i])
    );
  }

  private append(branches: Branch[]): void {
    const { steps } = this;
    // From the end on, since an array that is made with its one element takes a tenth of the room of one that grows.
    let rest: Branch[] = [];
    for (let i = steps.length - 1; i > 0; i--) rest = [this.branchFor(steps[i]!, rest)];
    if (steps.length > 0) branches.push(this.branchFor(steps[0]!, rest));
  }

  private branchFor(step: number, children: Branch[]): Branch {
    const frame = this.frames[step]!;
    if (step === this.second) return new Branch(frame.thread, -1, NO_CHOICES, this.reversed.copy(), children);
    return new Branch(frame.thread, frame.outcome, this.choicesAfter(step), frame.keep(), children);
  }

  private choicesAfter(step: number): readonly number[] {
    const { frames } = this;
    if (frames[step + 1]?.choice !== true) return NO_CHOICES;
    const choices: number[] = [];
    for (let i = step + 1; frames[i]!.choice; i++) choices.push(frames[i]!.outcome);
    return choices;
  }

  private footprintOf(step: number): Footprint {
    return step === this.second ? this.reversed : this.frames[step]!.footprint;
  }
}

/** Leaves those of the sleeping threads whose steps are independent of another. */
function independentOf(other: Footprint, threads: number, asleep: readonly (Footprint | undefined)[]): number {
  let remaining = threads;
  for (let rest = threads; rest !== 0; rest &= rest - 1) {
    const id = lowest(rest);
    if (asleep[id]!.meets(other)) remaining &= ~(1 << id);
  }
  return remaining;
}
