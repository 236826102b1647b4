/**
 * The partial order of the steps of a schedule, by vector clocks over the resources that they touch: what each step
 * depends on, and with which earlier steps it races.
 *
 * Invariants: a resource knows the last step that wrote it, and the last of each thread that has read it since.
 */

import { join } from "../machine/clock.js";
import type { Machine } from "../machine/machine.js";
import type { Resource } from "../machine/memory.js";
import { lowest } from "../machine/thread-set.js";
import type { DporFrame } from "./dpor-frame.js";

export class StepOrder {
  private readonly frames: readonly DporFrame[];

  constructor(frames: readonly DporFrame[]) {
    this.frames = frames;
  }

  /** Works out what the step just taken, at position `at`, depends on and races with. */
  relate(machine: Machine, at: number): void {
    const frame = this.frames[at]!;
    const { past, footprint, thread: id } = frame;
    const thread = machine.threads[id]!;
    frame.touch(machine.footprint);
    const before = thread.past;
    for (let i = 0; i < before.length; i++) past[i] = before[i]!;
    this.findRivals(frame, before);
    this.joinResources(frame);
    past[id] = at;
    const { count, resources, writes } = footprint;
    for (let i = 0; i < count; i++) this.mark(machine, resources[i]!, writes[i]!, id, at);
    machine.undo.thread(thread);
    thread.past = past;
    machine.event.past = past;
    for (let woken = machine.woken; woken !== 0; woken &= woken - 1) {
      const other = machine.threads[lowest(woken)]!;
      machine.undo.thread(other);
      other.past = join(other.past, past);
    }
  }

  /** Lists the steps of other threads that conflict with a step and do not happen before its thread's past. */
  private findRivals(frame: DporFrame, before: readonly number[]): void {
    const { rivals } = frame;
    const { count, resources, writes } = frame.footprint;
    if (rivals.length > 0) rivals.length = 0;
    for (let i = 0; i < count; i++) {
      const resource = resources[i]!;
      if (resource.lastWrite >= 0) this.consider(frame, resource.lastWrite, before);
      if (!writes[i]) continue;
      for (let rest = resource.readers; rest !== 0; rest &= rest - 1)
        this.consider(frame, resource.readAt[lowest(rest)]!, before);
    }
    if (rivals.length > 1) this.keepImmediate(rivals);
    for (let i = 0; i < rivals.length; i++) frame.settled[i] = false;
    frame.unsettled = rivals.length > 0;
  }

  private consider({ rivals, thread }: DporFrame, step: number, before: readonly number[]): void {
    const other = this.frames[step]!.thread;
    if (other !== thread && before[other]! < step && !rivals.includes(step)) rivals.push(step);
  }

  /** Drops the rivals after which another rival happens: that one has to be reversed first. */
  private keepImmediate(rivals: number[]): void {
    const all = rivals.slice();
    rivals.length = 0;
    for (const rival of all) {
      const { thread } = this.frames[rival]!;
      if (!all.some((other) => other !== rival && this.frames[other]!.past[thread]! >= rival)) rivals.push(rival);
    }
  }

  private joinResources({ footprint: { count, resources, writes }, past }: DporFrame): void {
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

  private mark({ undo }: Machine, resource: Resource, writes: boolean, id: number, at: number): void {
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
}
