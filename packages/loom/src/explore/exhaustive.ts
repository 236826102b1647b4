/**
 * Naive exploration: every enabled thread at every state, within a bound on preemptions if one is given. Stateful, it
 * does not go on from a state that it has been in before with at most as many preemptions.
 */

import { lowest } from "../machine/thread-set.js";
import { DepthFirst, Frame } from "./depth-first.js";
import type { Session } from "./session.js";
import { StateKeys } from "./state-key.js";

class ExhaustiveFrame extends Frame {
  /** Threads still to be tried from here. */
  rest = 0;
  /** The thread of the last step before; -1 if there was none. */
  last = -1;
  /** Preemptions on the way here. */
  spent = 0;
}

export class Exhaustive extends DepthFirst<ExhaustiveFrame> {
  private readonly states: StateKeys | null;
  private readonly bound: number;

  constructor(session: Session, stateful: boolean) {
    super(session);
    this.states = stateful ? new StateKeys() : null;
    this.bound = session.settings.preemptions ?? Number.POSITIVE_INFINITY;
  }

  protected makeFrame(): ExhaustiveFrame {
    return new ExhaustiveFrame();
  }

  protected forget(): void {
    this.states?.clear();
  }

  protected openFirst(frame: ExhaustiveFrame): void {
    this.open(frame, -1, 0);
  }

  protected openChosen(frame: ExhaustiveFrame, from: ExhaustiveFrame): void {
    this.open(frame, from.last, from.spent);
  }

  private open(frame: ExhaustiveFrame, last: number, spent: number): void {
    frame.last = last;
    frame.spent = spent;
    frame.rest = frame.choice ? 0 : this.permitted(last, spent);
    if (frame.rest !== 0 && this.states?.seen(this.machine, last, spent)) frame.rest = 0;
  }

  /** The threads that may step: all, or only the last one when switching away from it costs more than is left. */
  private permitted(last: number, spent: number): number {
    const { enabled, ready } = this.machine;
    const canGoOn = last >= 0 && (ready & (1 << last)) !== 0;
    return canGoOn && spent >= this.bound ? 1 << last : enabled;
  }

  protected descend(frame: ExhaustiveFrame): boolean {
    return this.branch(frame);
  }

  protected branch(frame: ExhaustiveFrame): boolean {
    const { rest, last } = frame;
    if (rest === 0) return false;
    frame.thread = last >= 0 && (rest & (1 << last)) !== 0 ? last : lowest(rest);
    frame.rest &= ~(1 << frame.thread);
    this.execute(frame, 0);
    return true;
  }

  protected execute(frame: ExhaustiveFrame, outcome: number): void {
    const { machine } = this;
    const { last, thread } = frame;
    const preempts = last >= 0 && last !== thread && (machine.ready & (1 << last)) !== 0;
    this.step(frame, outcome);
    machine.settle();
    this.open(this.push(), thread, frame.spent + (preempts ? 1 : 0));
  }
}
