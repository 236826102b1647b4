/**
 * Optimal dynamic partial-order reduction, after Abdulla, Aronis, Jonsson and Sagonas, "Source sets: a foundation for
 * optimal dynamic partial order reduction" (JACM 2017), algorithm 2. Of all schedules that differ only in the order of
 * independent steps, one is executed. See docs/decisions/0103-wake-up-trees.md.
 *
 * Invariants: `sleep` of a frame has the threads with which all schedules have been explored from there.
 */

import { Footprint } from "../machine/footprint.js";
import { lowest } from "../machine/thread-set.js";
import { dependsOnStep } from "./dependence.js";
import { DepthFirst } from "./depth-first.js";
import { DporFrame } from "./dpor-frame.js";
import { StepOrder } from "./step-order.js";
import { type Branch, openBranch, Reversal } from "./wakeup-tree.js";

const ANYTHING: Footprint = new Footprint();
ANYTHING.open = true;
const NO_BRANCHES: readonly Branch[] = [];

export class Dpor extends DepthFirst<DporFrame> {
  private readonly order: StepOrder = new StepOrder(this.frames);
  private readonly reversal: Reversal = new Reversal(this.frames);
  /** Steps from this position on have settled no race. */
  private settledUpTo = 0;

  protected makeFrame(): DporFrame {
    return new DporFrame(this.machine.program.width);
  }

  protected forget(): void {
    this.settledUpTo = 0;
  }

  protected openFirst(frame: DporFrame): void {
    this.open(frame, NO_BRANCHES, 0);
    frame.sleep = 0;
  }

  protected openChosen(frame: DporFrame, from: DporFrame): void {
    const { level, outcome } = from;
    const guides = from.guides.filter(({ choices }) => choices[level] === outcome);
    this.open(frame, guides, level + 1);
    this.passOn(from, from.sleep, frame);
  }

  /** Fills in a frame, `level` choices after a step that `guides` begin with. */
  private open(frame: DporFrame, guides: readonly Branch[], level: number): void {
    frame.level = level;
    if (frame.choice) {
      frame.enabled = 0;
      frame.guides = guides;
      return;
    }
    frame.enabled = this.machine.enabled;
    frame.guides = NO_BRANCHES;
    const guide = guides.find(({ choices }) => choices.length === level);
    if (guide !== undefined) frame.branches = guide.children;
    else if (frame.branches.length > 0) frame.branches = [];
  }

  /** Puts the threads asleep that are so in the state before. */
  private passOn({ asleep }: DporFrame, sleep: number, frame: DporFrame): void {
    frame.sleep = sleep;
    for (let rest = sleep; rest !== 0; rest &= rest - 1) {
      const id = lowest(rest);
      frame.asleep[id] = asleep[id];
    }
  }

  protected descend(frame: DporFrame): boolean {
    if (this.takeBranch(frame)) return true;
    const candidates = frame.enabled & ~frame.sleep;
    if (candidates === 0) return false;
    this.take(frame, this.preferred(candidates), NO_BRANCHES);
    return true;
  }

  protected branch(frame: DporFrame): boolean {
    const { thread } = frame;
    if (frame.branches.length === 0) return false;
    frame.sleep |= 1 << thread;
    // Schedules that go on from a faulty step have not been explored: it stands for none that it is merely independent of.
    frame.asleep[thread] = frame.faulty ? ANYTHING : frame.keep();
    return this.takeBranch(frame);
  }

  /** Takes the first step that the wake-up tree asks for. */
  private takeBranch(frame: DporFrame): boolean {
    while (frame.branches.length > 0) {
      const { thread } = frame.branches[0]!;
      const guides = frame.branches.filter((branch) => branch.thread === thread);
      frame.branches = frame.branches.filter((branch) => branch.thread !== thread);
      if ((frame.enabled & ~frame.sleep & (1 << thread)) === 0) continue;
      this.take(frame, thread, guides);
      return true;
    }
    return false;
  }

  /** Prefers the thread that took the last step, so that schedules switch seldom. */
  private preferred(candidates: number): number {
    const last = this.depth > 1 ? this.frames[this.depth - 2]!.thread : -1;
    return last >= 0 && (candidates & (1 << last)) !== 0 ? last : lowest(candidates);
  }

  private take(frame: DporFrame, id: number, guides: readonly Branch[]): void {
    frame.thread = id;
    frame.faulty = false;
    frame.guides = guides;
    this.execute(frame, 0);
  }

  protected execute(frame: DporFrame, outcome: number): void {
    const { machine } = this;
    const thread = machine.threads[frame.thread]!;
    frame.meet(thread);
    this.unsettle(this.depth - 1);
    this.step(frame, outcome);
    frame.event = machine.event;
    this.order.relate(machine, this.depth - 1);
    const sleep = this.stillAsleep(frame.sleep & ~(1 << thread.id));
    machine.settle();
    const next = this.push();
    const guides = frame.guides;
    this.open(next, guides.length === 0 ? guides : guides.filter((guide) => guide.outcome === outcome), 0);
    this.passOn(frame, sleep, next);
  }

  /** Sees to it that each of the threads is tried from a state. */
  private demand(frame: DporFrame, threads: number): void {
    for (let rest = threads & ~frame.sleep & ~(1 << frame.thread); rest !== 0; rest &= rest - 1) {
      const id = lowest(rest);
      if (!frame.branches.some(({ thread }) => thread === id)) frame.branches.push(openBranch(id));
    }
  }

  private stillAsleep(sleep: number): number {
    let left = sleep;
    for (let rest = sleep; rest !== 0; rest &= rest - 1) {
      const id = lowest(rest);
      if (dependsOnStep(this.machine, this.machine.threads[id]!)) left &= ~(1 << id);
    }
    return left;
  }

  protected override ended(): void {
    super.ended();
    if (this.session.over) return;
    if (this.machine.fault !== null) this.tryOthers();
    this.reverseRaces(this.machine.fault === null);
  }

  protected override abandoned(): void {
    this.reverseRaces(false);
  }

  /** A fault ends the schedule before other threads have shown their races, so each is tried before the faulty step. */
  private tryOthers(): void {
    let at = this.depth - 2;
    while (at >= 0 && this.frames[at]!.choice) at--;
    if (at < 0) return;
    const frame = this.frames[at]!;
    frame.faulty = true;
    this.demand(frame, frame.enabled);
  }

  /** Sees to it that the steps of each race in the present schedule are executed in the other order, too. */
  private reverseRaces(maximal: boolean): void {
    const end = this.depth - 1; // the end of a schedule takes no step
    for (let at = 0; at < end; at++) {
      const frame = this.frames[at]!;
      if (frame.choice) continue;
      if (frame.event.forestalled.length > 0) this.reverseTimeouts(at, end, maximal);
      if (!frame.unsettled) continue;
      const { rivals } = frame;
      frame.unsettled = !maximal;
      for (let i = 0; i < rivals.length; i++) {
        if (maximal) this.reverse(i, at, end);
        else this.reverseFirst(rivals[i]!, at, end);
      }
    }
  }

  private reverse(nth: number, at: number, end: number): void {
    const { reversal, frames } = this;
    const frame = frames[at]!;
    if (frame.settled[nth]) return;
    const rival = frame.rivals[nth]!;
    let known = reversal.asleepAt(rival, at, end);
    if (known < 0) {
      reversal.collect(rival, at, end);
      known = reversal.insertInto(frames[rival]!.branches, end);
    }
    if (known >= end) frame.unsettled = true;
    else {
      frame.settled[nth] = true;
      if (known > at) frames[known]!.settles.push(at, nth);
    }
  }

  /**
   * Sees to it that the time-outs which a step took away come before it, too. That is a race of which the second step was
   * not executed: it stands at the end of the schedule.
   */
  private reverseTimeouts(at: number, end: number, maximal: boolean): void {
    const { reversal, frames } = this;
    const frame = frames[at]!;
    for (const forestalled of frame.event.forestalled) {
      const { thread, changes, past } = forestalled;
      if (!maximal) this.demand(frame, (frame.enabled & (1 << thread.id)) !== 0 ? 1 << thread.id : frame.enabled);
      if (!maximal || past === null) continue;
      // What the thread did before it learnt of the step must not depend on it, or be the step, or it cannot time out before.
      if (past[frame.thread]! >= at) continue;
      frames[end]!.timeOut(thread.id, changes);
      if (reversal.asleepAt(at, end, end) >= 0) continue;
      reversal.collect(at, end, end);
      reversal.insertInto(frame.branches, end);
    }
  }

  /** Looks again at races that steps from a position on have settled: these steps are not in the schedule any more. */
  private unsettle(from: number): void {
    for (let i = from; i < this.settledUpTo; i++) {
      const { settles } = this.frames[i]!;
      for (let k = 0; k < settles.length; k += 2) {
        const frame = this.frames[settles[k]!]!;
        frame.settled[settles[k + 1]!] = false;
        frame.unsettled = true;
      }
      if (settles.length > 0) settles.length = 0;
    }
    this.settledUpTo = from + 1;
  }

  /**
   * Asks for the first step of a reversal alone. A schedule that was not executed to its end does not have the whole
   * sequence; then one of its initial steps is enough, as in the algorithm with source sets.
   */
  private reverseFirst(rival: number, at: number, end: number): void {
    const frame = this.frames[rival]!;
    const initials = this.initials(rival, at, end);
    let tried = frame.sleep;
    for (const { thread } of frame.branches) tried |= 1 << thread;
    if ((initials & tried) !== 0) return;
    const own = 1 << this.frames[at]!.thread;
    frame.branches.push(openBranch((initials & own) !== 0 ? lowest(own) : lowest(initials)));
  }

  /** The threads whose first step after `rival` depends on nothing since, leaving out what depends on `rival`. */
  private initials(rival: number, at: number, end: number): number {
    const { thread: rivalThread } = this.frames[rival]!;
    const first: number[] = [];
    let met = 0;
    let initials = 0;
    for (let i = rival + 1; i < end; i++) {
      const { thread, past, choice } = this.frames[i]!;
      const bit = 1 << thread;
      if (choice || (met & bit) !== 0 || (i !== at && past[rivalThread]! >= rival)) continue;
      let free = true;
      for (let rest = met; rest !== 0 && free; rest &= rest - 1) {
        const other = lowest(rest);
        free = past[other]! < first[other]!;
      }
      if (free) initials |= bit;
      met |= bit;
      first[thread] = i;
    }
    return initials;
  }
}
