/**
 * Dynamic partial-order reduction with source sets and sleep sets, after Abdulla, Aronis, Jonsson and Sagonas, "Optimal
 * dynamic partial order reduction" (POPL 2014), algorithm 1. Of all schedules that differ only in the order of
 * independent steps, at least one is executed.
 *
 * Invariants: the past of a frame holds, for each thread, the last step of that thread on which the frame's step depends.
 */

import { join } from "../machine/clock.js";
import type { Resource } from "../machine/memory.js";
import { lowest } from "../machine/thread-set.js";
import { dependsOnStep } from "./dependence.js";
import { DepthFirst, Frame } from "./depth-first.js";

class DporFrame extends Frame {
  enabled = 0;
  /** Threads to be tried from here. */
  backtrack = 0;
  /** Threads that need not be tried: schedules that start with them have been explored. */
  sleep = 0;
  readonly past: number[];

  constructor(width: number) {
    super();
    this.past = new Array<number>(width).fill(-1);
  }
}

export class Dpor extends DepthFirst<DporFrame> {
  /** The steps that race with the present one. */
  private readonly rivals: number[] = [];

  protected makeFrame(): DporFrame {
    return new DporFrame(this.machine.program.width);
  }

  protected forget(): void {}

  protected openFirst(frame: DporFrame): void {
    this.open(frame, 0);
  }

  protected openChosen(frame: DporFrame, from: DporFrame): void {
    this.open(frame, from.sleep);
  }

  private open(frame: DporFrame, sleep: number): void {
    frame.enabled = frame.choice ? 0 : this.machine.enabled;
    frame.backtrack = 0;
    frame.sleep = sleep;
  }

  protected descend(frame: DporFrame): boolean {
    const candidates = frame.enabled & ~frame.sleep;
    if (candidates === 0) return false;
    this.take(frame, this.preferred(candidates));
    return true;
  }

  protected branch(frame: DporFrame): boolean {
    frame.sleep |= 1 << frame.thread;
    const rest = frame.backtrack & frame.enabled & ~frame.sleep;
    if (rest !== 0) this.take(frame, lowest(rest));
    return rest !== 0;
  }

  /** Prefers the thread that took the last step, so that schedules switch seldom. */
  private preferred(candidates: number): number {
    const last = this.depth > 1 ? this.frames[this.depth - 2]!.thread : -1;
    return last >= 0 && (candidates & (1 << last)) !== 0 ? last : lowest(candidates);
  }

  private take(frame: DporFrame, id: number): void {
    frame.thread = id;
    frame.backtrack |= 1 << id;
    this.execute(frame, 0);
  }

  protected execute(frame: DporFrame, outcome: number): void {
    const { machine } = this;
    const id = frame.thread;
    this.step(frame, outcome);
    frame.backtrack |= this.forestalled(frame);
    this.relate(frame, id);
    const sleep = this.stillAsleep(frame.sleep & ~(1 << id));
    machine.settle();
    this.open(this.push(), sleep);
  }

  /**
   * The threads to be tried before a step that took a time-out away: those that could have timed out, or, when one of
   * them first has to get to its event loop, any that may bring it there.
   */
  private forestalled({ enabled }: DporFrame): number {
    const { wokenTimed } = this.machine;
    return (wokenTimed & ~enabled) === 0 ? wokenTimed : enabled;
  }

  /** Works out what the step just taken depends on, and where races ask for another order. */
  private relate(frame: DporFrame, id: number): void {
    const { machine } = this;
    const at = this.depth - 1;
    const thread = machine.threads[id]!;
    const { past } = frame;
    const before = thread.past;
    for (let i = 0; i < before.length; i++) past[i] = before[i]!;
    this.findRivals(id, before);
    this.joinResources(past);
    past[id] = at;
    const { rivals } = this;
    for (let i = 0; i < rivals.length; i++) if (this.isImmediate(rivals[i]!)) this.reverse(rivals[i]!, at);
    const { count, resources, writes } = machine.footprint;
    for (let i = 0; i < count; i++) this.mark(resources[i]!, writes[i]!, id, at);
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
    const { count, resources, writes } = this.machine.footprint;
    if (this.rivals.length > 0) this.rivals.length = 0;
    for (let i = 0; i < count; i++) {
      const resource = resources[i]!;
      if (resource.lastWrite >= 0) this.consider(resource.lastWrite, id, before);
      if (!writes[i]) continue;
      for (let rest = resource.readers; rest !== 0; rest &= rest - 1)
        this.consider(resource.readAt[lowest(rest)]!, id, before);
    }
  }

  private consider(step: number, id: number, before: readonly number[]): void {
    const other = this.frames[step]!.thread;
    if (other !== id && before[other]! < step && !this.rivals.includes(step)) this.rivals.push(step);
  }

  private joinResources(past: number[]): void {
    const { count, resources, writes } = this.machine.footprint;
    for (let i = 0; i < count; i++) {
      const resource = resources[i]!;
      if (resource.lastWrite >= 0) this.joinStep(past, resource.lastWrite);
      if (!writes[i]) continue;
      for (let rest = resource.readers; rest !== 0; rest &= rest - 1)
        this.joinStep(past, resource.readAt[lowest(rest)]!);
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

  private mark(resource: Resource, writes: boolean, id: number, at: number): void {
    const { undo } = this.machine;
    undo.resource(resource);
    if (writes) {
      resource.lastWrite = at;
      resource.readers = 0;
      return;
    }
    resource.readers |= 1 << id;
    undo.element(resource.readAt, id, resource.readAt[id]);
    resource.readAt[id] = at;
  }

  private stillAsleep(sleep: number): number {
    let left = sleep;
    for (let rest = sleep; rest !== 0; rest &= rest - 1) {
      const id = lowest(rest);
      if (dependsOnStep(this.machine, this.machine.threads[id]!)) left &= ~(1 << id);
    }
    return left;
  }
}
