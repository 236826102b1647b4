// Naive exploration: every enabled thread at every state, within a bound on preemptions if one is given. Stateful,
// it does not go on from a state that it has been in before with at most as many preemptions.

import type { Machine } from "../machine/machine.js";
import { READY } from "../machine/thread.js";
import { lowest } from "../machine/thread-set.js";
import { CHOICE, type Move, RESULT, STEP, TIMEOUT } from "./schedule.js";
import type { Session } from "./session.js";
import { StateKeys } from "./state-key.js";

class Frame {
  mark = 0;
  thread = -1;
  choice = false;
  timeout = false;
  outcome = 0;
  outcomes = 1;
  /** Threads still to be tried from here. */
  rest = 0;
  /** Preemptions on the way here. */
  spent = 0;
}

export class Exhaustive {
  private readonly session: Session;
  private readonly states: StateKeys | undefined;
  private readonly bound: number;
  private machine: Machine;
  private readonly frames: Frame[] = [];
  private depth = 0;

  constructor(session: Session, stateful: boolean) {
    this.session = session;
    this.states = stateful ? new StateKeys() : undefined;
    this.bound = session.settings.preemptions ?? Number.POSITIVE_INFINITY;
    this.machine = session.restart();
  }

  explore(): void {
    this.restart();
    while (!this.session.over) {
      if (this.machine.program.stale) {
        this.machine = this.session.restart();
        this.restart();
      } else if (!this.next()) return;
    }
  }

  private restart(): void {
    this.depth = 0;
    this.states?.clear();
    this.machine.start();
    this.open(-1, 0);
  }

  private next(): boolean {
    const { machine, session } = this;
    const frame = this.frames[this.depth - 1]!;
    if (machine.endless || session.tooLong(this.depth)) {
      session.tooLong(Number.POSITIVE_INFINITY);
      return this.backtrack();
    }
    if (machine.fault !== undefined || (machine.enabled === 0 && !frame.choice)) {
      session.ended(machine, () => this.moves());
      return this.backtrack();
    }
    if (frame.choice) this.choose(frame, 0);
    else if (frame.rest === 0) {
      session.redundant++;
      return this.backtrack();
    } else this.take(frame);
    return true;
  }

  /** Adds the present state, reached by a step of thread `last`. */
  private open(last: number, spent: number): void {
    const frame = (this.frames[this.depth] ??= new Frame());
    this.depth++;
    const { machine } = this;
    const chooser = machine.choosing;
    frame.mark = machine.undo.mark();
    frame.choice = chooser !== undefined;
    frame.thread = chooser === undefined ? last : chooser.id;
    frame.outcome = 0;
    frame.outcomes = chooser === undefined ? 1 : (chooser.node!.operation!.a as number);
    frame.spent = spent;
    frame.rest = chooser === undefined ? this.permitted(last, spent) : 0;
    if (frame.rest !== 0 && this.states?.seen(machine, last, spent)) frame.rest = 0;
  }

  /** The threads that may step: all, or only the last one when switching away from it costs more than is left. */
  private permitted(last: number, spent: number): number {
    const { enabled, ready } = this.machine;
    const canGoOn = last >= 0 && (ready & (1 << last)) !== 0;
    return canGoOn && spent >= this.bound ? 1 << last : enabled;
  }

  private choose(frame: Frame, outcome: number): void {
    frame.outcome = outcome;
    this.machine.chose(outcome);
    this.machine.settle();
    this.open(this.lastStep(this.depth - 1), frame.spent);
  }

  /** The thread of the last step before a frame; choices are none. */
  private lastStep(before: number): number {
    for (let i = before - 1; i >= 0; i--) if (!this.frames[i]!.choice) return this.frames[i]!.thread;
    return -1;
  }

  private take(frame: Frame): void {
    const last = frame.thread;
    const id = last >= 0 && (frame.rest & (1 << last)) !== 0 ? last : lowest(frame.rest);
    frame.rest &= ~(1 << id);
    frame.thread = id;
    this.execute(frame, 0);
  }

  private execute(frame: Frame, outcome: number): void {
    const { machine } = this;
    const thread = machine.threads[frame.thread]!;
    const before = this.lastStep(this.depth - 1);
    const preempts = before >= 0 && before !== thread.id && (machine.ready & (1 << before)) !== 0;
    frame.outcome = outcome;
    frame.timeout = thread.status !== READY;
    this.session.steps++;
    machine.step(thread, outcome);
    frame.outcomes = machine.outcomes;
    machine.settle();
    this.open(thread.id, frame.spent + (preempts ? 1 : 0));
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

  private another(frame: Frame): boolean {
    if (frame.outcome + 1 < frame.outcomes) {
      if (frame.choice) this.choose(frame, frame.outcome + 1);
      else this.execute(frame, frame.outcome + 1);
      return true;
    }
    if (frame.rest === 0) return false;
    this.take(frame);
    return true;
  }

  private moves(): Move[] {
    return this.frames.slice(0, this.depth - 1).map(({ thread, choice, timeout, outcome, outcomes }) => ({
      thread: this.machine.threads[thread]!.label,
      kind: choice ? CHOICE : timeout ? TIMEOUT : outcomes > 1 ? RESULT : STEP,
      outcome,
    }));
  }
}
