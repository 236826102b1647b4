/**
 * The depth-first walk over schedules: goes down to the end of one, back to the last state that owes another branch, and
 * down again. Which branches a state has is the business of the derived classes.
 *
 * Invariants: frame i is the i-th state of the present schedule, with the branch taken from it; frames from `depth` on
 * are left over, to be used again.
 */

import type { Machine } from "../machine/machine.js";
import { READY } from "../machine/thread.js";
import { CHOICE, type Move, RESULT, STEP, TIMEOUT } from "./schedule.js";
import type { Session } from "./session.js";

/** A state of the present schedule. */
export class Frame {
  /** Where the undo log stood. */
  mark = 0;
  /** The thread that steps, or chooses; -1 before the first. */
  thread = -1;
  choice = false;
  timeout = false;
  outcome = 0;
  outcomes = 1;
}

export abstract class DepthFirst<F extends Frame> {
  protected readonly session: Session;
  protected machine: Machine;
  protected readonly frames: F[] = [];
  protected depth = 0;

  constructor(session: Session) {
    this.session = session;
    this.machine = session.restart();
  }

  explore(): void {
    this.start();
    while (!this.session.over) {
      if (this.machine.program.stale) {
        this.machine = this.session.restart();
        this.start();
      } else if (!this.next()) return;
    }
  }

  /** Makes a frame for a depth that no schedule has reached before. */
  protected abstract makeFrame(): F;

  /** Forgets what was explored before the program went stale. */
  protected abstract forget(): void;

  /** Fills in the frame of the first state. */
  protected abstract openFirst(frame: F): void;

  /** Fills in the frame of the state after the choice made in `from`. */
  protected abstract openChosen(frame: F, from: F): void;

  /** Takes a step from a new state; false if others stand for all that follows. */
  protected abstract descend(frame: F): boolean;

  /** Takes a step of another thread from a state that has been explored; false if it owes none. */
  protected abstract branch(frame: F): boolean;

  /** Executes a step of the frame's thread with one of its results, and opens the state after it. */
  protected abstract execute(frame: F, outcome: number): void;

  /** Is called when the present schedule has come to its end, before it is taken back. */
  protected ended(): void {
    this.session.ended(this.machine, () => this.moves());
  }

  /** Is called when the present schedule is given up, before it is taken back. */
  protected abandoned(): void {}

  private start(): void {
    this.depth = 0;
    this.frames.length = 0;
    this.forget();
    this.machine.start();
    this.openFirst(this.push());
  }

  /** Executes one step, or ends a schedule and goes back to where another branches off; false when none does. */
  private next(): boolean {
    const { machine, session } = this;
    const frame = this.frames[this.depth - 1]!;
    if (machine.endless || session.tooLong(this.depth)) {
      session.tooLong(Number.POSITIVE_INFINITY);
      this.abandoned();
      return this.backtrack();
    }
    if (machine.fault !== null || (machine.enabled === 0 && !frame.choice)) {
      this.ended();
      return this.backtrack();
    }
    if (frame.choice) this.choose(frame, 0);
    else if (!this.descend(frame)) {
      session.redundant++;
      this.abandoned();
      return this.backtrack();
    }
    return true;
  }

  /** Adds the present state to the schedule. */
  protected push(): F {
    const frame = (this.frames[this.depth] ??= this.makeFrame());
    this.depth++;
    const { machine } = this;
    const chooser = machine.choosing;
    frame.mark = machine.undo.mark();
    frame.choice = chooser !== null;
    frame.thread = chooser === null ? -1 : chooser.id;
    frame.outcome = 0;
    frame.outcomes = chooser === null ? 1 : (chooser.node!.operation!.a as number);
    return frame;
  }

  private choose(frame: F, outcome: number): void {
    frame.outcome = outcome;
    this.machine.chose(outcome);
    this.machine.settle();
    this.openChosen(this.push(), frame);
  }

  /** Executes the step itself; the caller settles the machine and opens the next state. */
  protected step(frame: F, outcome: number): void {
    const { machine } = this;
    const thread = machine.threads[frame.thread]!;
    frame.outcome = outcome;
    frame.timeout = thread.status !== READY;
    this.session.steps++;
    machine.step(thread, outcome);
    frame.outcomes = machine.outcomes;
  }

  private backtrack(): boolean {
    this.depth--; // the end of a schedule takes no step
    for (; this.depth > 0; this.depth--) {
      const frame = this.frames[this.depth - 1]!;
      this.machine.undo.rewind(frame.mark);
      if (this.another(frame)) return true;
    }
    return false;
  }

  /** Takes the next branch that a state still owes; false if it owes none. */
  private another(frame: F): boolean {
    if (frame.outcome + 1 < frame.outcomes) {
      if (frame.choice) this.choose(frame, frame.outcome + 1);
      else this.execute(frame, frame.outcome + 1);
      return true;
    }
    return !frame.choice && this.branch(frame);
  }

  private moves(): Move[] {
    return this.frames.slice(0, this.depth - 1).map(({ thread, choice, timeout, outcome, outcomes }) => ({
      thread: this.machine.threads[thread]!.label,
      kind: choice ? CHOICE : timeout ? TIMEOUT : outcomes > 1 ? RESULT : STEP,
      outcome,
    }));
  }
}
