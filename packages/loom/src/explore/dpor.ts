// Dynamic partial-order reduction with source sets and sleep sets, after Abdulla, Aronis, Jonsson and Sagonas,
// "Optimal dynamic partial order reduction" (POPL 2014), algorithm 1. Of all schedules that differ only in the order
// of independent steps, at least one is executed.
//
// Invariants: frame i is the i-th state of the present schedule, with the step taken from it; the clocks of a frame
// hold, for each thread, the last step of that thread on which the frame's step depends.

import { join } from "../machine/clock.js";
import type { Machine } from "../machine/machine.js";
import type { Place } from "../machine/memory.js";
import { READY } from "../machine/thread.js";
import { lowest } from "../machine/thread-set.js";
import { dependsOnStep } from "./dependence.js";
import { CHOICE, type Move, RESULT, STEP, TIMEOUT } from "./schedule.js";
import type { Session } from "./session.js";

class Frame {
  mark = 0;
  /** The thread that steps, or chooses; -1 before the first. */
  thread = -1;
  choice = false;
  timeout = false;
  outcome = 0;
  outcomes = 1;
  enabled = 0;
  /** Threads to be tried from here. */
  backtrack = 0;
  /** Threads that need not be tried: schedules that start with them have been explored. */
  sleep = 0;
  readonly past: number[];

  constructor(width: number) {
    this.past = new Array<number>(width).fill(-1);
  }
}

export class Dpor {
  private readonly session: Session;
  private machine: Machine;
  private readonly frames: Frame[] = [];
  private depth = 0;
  /** The steps that race with the present one. */
  private readonly rivals: number[] = [];

  constructor(session: Session) {
    this.session = session;
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
    this.frames.length = 0;
    this.machine.start();
    this.open(0);
  }

  /** Executes one step, or ends a schedule and goes back to where another branches off; false when none does. */
  private next(): boolean {
    const { machine } = this;
    const frame = this.frames[this.depth - 1]!;
    if (machine.endless || this.session.tooLong(this.depth)) {
      this.session.tooLong(Number.POSITIVE_INFINITY);
      return this.backtrack();
    }
    if (machine.fault !== undefined || frame.enabled === 0) {
      this.session.ended(machine, () => this.moves());
      return this.backtrack();
    }
    if (frame.choice) {
      this.choose(frame, 0);
      return true;
    }
    const candidates = frame.enabled & ~frame.sleep;
    if (candidates === 0) {
      this.session.redundant++;
      return this.backtrack();
    }
    this.take(frame, this.preferred(candidates), 0);
    return true;
  }

  /** Prefers the thread that took the last step, so that schedules switch seldom. */
  private preferred(candidates: number): number {
    const last = this.depth > 1 ? this.frames[this.depth - 2]!.thread : -1;
    return last >= 0 && (candidates & (1 << last)) !== 0 ? last : lowest(candidates);
  }

  /** Adds the present state to the schedule. */
  private open(sleep: number): void {
    const frame = (this.frames[this.depth] ??= new Frame(this.machine.program.width));
    this.depth++;
    const { machine } = this;
    const chooser = machine.choosing;
    frame.mark = machine.undo.mark();
    frame.choice = chooser !== undefined;
    frame.thread = chooser === undefined ? -1 : chooser.id;
    frame.outcome = 0;
    frame.outcomes = chooser === undefined ? 1 : (chooser.node!.operation!.a as number);
    frame.enabled = chooser === undefined ? machine.enabled : 1 << chooser.id;
    frame.backtrack = 0;
    frame.sleep = sleep;
  }

  private choose(frame: Frame, outcome: number): void {
    frame.outcome = outcome;
    this.machine.chose(outcome);
    this.machine.settle();
    this.open(frame.sleep);
  }

  private take(frame: Frame, id: number, outcome: number): void {
    const { machine } = this;
    const thread = machine.threads[id]!;
    frame.thread = id;
    frame.outcome = outcome;
    frame.timeout = thread.status !== READY;
    frame.backtrack |= 1 << id;
    this.session.steps++;
    machine.step(thread, outcome);
    frame.outcomes = machine.outcomes;
    frame.backtrack |= this.forestalled(frame);
    this.relate(frame, id);
    const sleep = this.stillAsleep(frame.sleep & ~(1 << id));
    machine.settle();
    this.open(sleep);
  }

  /**
   * The threads to be tried before a step that took a time-out away: those that could have timed out, or, when one of
   * them first has to get to its event loop, any that may bring it there.
   */
  private forestalled({ enabled }: Frame): number {
    const { wokenTimed } = this.machine;
    return (wokenTimed & ~enabled) === 0 ? wokenTimed : enabled;
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
  private another(frame: Frame): boolean {
    if (frame.outcome + 1 < frame.outcomes) {
      if (frame.choice) this.choose(frame, frame.outcome + 1);
      else this.take(frame, frame.thread, frame.outcome + 1);
      return true;
    }
    if (frame.choice) return false;
    frame.sleep |= 1 << frame.thread;
    const rest = frame.backtrack & frame.enabled & ~frame.sleep;
    if (rest !== 0) this.take(frame, lowest(rest), 0);
    return rest !== 0;
  }

  /** Works out what the step just taken depends on, and where races ask for another order. */
  private relate(frame: Frame, id: number): void {
    const { machine } = this;
    const at = this.depth - 1;
    const thread = machine.threads[id]!;
    const { past } = frame;
    const before = thread.past;
    for (let i = 0; i < before.length; i++) past[i] = before[i]!;
    this.findRivals(id, before);
    this.joinPlaces(past);
    past[id] = at;
    const { rivals } = this;
    for (let i = 0; i < rivals.length; i++) if (this.isImmediate(rivals[i]!)) this.reverse(rivals[i]!, at);
    const { count, places, writes } = machine.footprint;
    for (let i = 0; i < count; i++) this.mark(places[i]!, writes[i]!, id, at);
    machine.undo.thread(thread);
    thread.past = past;
    machine.event.past = past;
    for (let woken = machine.woken; woken !== 0; woken &= woken - 1) {
      const other = machine.threads[lowest(woken)]!;
      machine.undo.thread(other);
      other.past = join(other.past, past);
    }
  }

  /** Lists the steps of other threads that conflict with the present one and do not happen before its thread's past. */
  private findRivals(id: number, before: readonly number[]): void {
    const { count, places, writes } = this.machine.footprint;
    if (this.rivals.length > 0) this.rivals.length = 0;
    for (let i = 0; i < count; i++) {
      const place = places[i]!;
      if (place.lastWrite >= 0) this.consider(place.lastWrite, id, before);
      if (!writes[i]) continue;
      for (let rest = place.readers; rest !== 0; rest &= rest - 1)
        this.consider(place.readAt[lowest(rest)]!, id, before);
    }
  }

  private consider(step: number, id: number, before: readonly number[]): void {
    const other = this.frames[step]!.thread;
    if (other !== id && before[other]! < step && !this.rivals.includes(step)) this.rivals.push(step);
  }

  private joinPlaces(past: number[]): void {
    const { count, places, writes } = this.machine.footprint;
    for (let i = 0; i < count; i++) {
      const place = places[i]!;
      if (place.lastWrite >= 0) this.joinStep(past, place.lastWrite);
      if (!writes[i]) continue;
      for (let rest = place.readers; rest !== 0; rest &= rest - 1) this.joinStep(past, place.readAt[lowest(rest)]!);
    }
  }

  private joinStep(past: number[], step: number): void {
    const other = this.frames[step]!.past;
    for (let i = 0; i < past.length; i++) if (other[i]! > past[i]!) past[i] = other[i]!;
  }

  /** Tells whether no other rival stands between a rival and the present step. */
  private isImmediate(rival: number): boolean {
    if (this.rivals.length === 1) return true;
    const { thread } = this.frames[rival]!;
    return !this.rivals.some((other) => other !== rival && this.frames[other]!.past[thread]! >= rival);
  }

  /** Sees to it that from the state before `rival`, something is tried that lets the step at `at` come first. */
  private reverse(rival: number, at: number): void {
    const frame = this.frames[rival]!;
    const initials = this.initials(rival, at);
    if ((initials & (frame.backtrack | frame.sleep)) !== 0) return;
    const own = 1 << this.frames[at]!.thread;
    frame.backtrack |= (initials & own) !== 0 ? own : initials & -initials;
  }

  /** The threads whose first step after `rival` depends on nothing since, leaving out what depends on `rival`. */
  private initials(rival: number, at: number): number {
    const { thread: rivalThread } = this.frames[rival]!;
    const first: number[] = [];
    let met = 0;
    let initials = 0;
    for (let i = rival + 1; i <= at; i++) {
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

  private mark(place: Place, writes: boolean, id: number, at: number): void {
    const { undo } = this.machine;
    undo.place(place);
    if (writes) {
      place.lastWrite = at;
      place.readers = 0;
      return;
    }
    place.readers |= 1 << id;
    undo.element(place.readAt, id, place.readAt[id]);
    place.readAt[id] = at;
  }

  private stillAsleep(sleep: number): number {
    let left = sleep;
    for (let rest = sleep; rest !== 0; rest &= rest - 1) {
      const id = lowest(rest);
      if (dependsOnStep(this.machine, this.machine.threads[id]!)) left &= ~(1 << id);
    }
    return left;
  }

  private moves(): Move[] {
    const taken = this.frames.slice(0, this.depth - 1);
    return taken.map(({ thread, choice, timeout, outcome, outcomes }) => ({
      thread: this.machine.threads[thread]!.label,
      kind: choice ? CHOICE : timeout ? TIMEOUT : outcomes > 1 ? RESULT : STEP,
      outcome,
    }));
  }
}
