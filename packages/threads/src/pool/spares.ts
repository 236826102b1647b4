/**
 * Which spares work: as many of each group as workers of it do not, since they are stuck, or have died and nobody has taken their place. What a
 * stuck worker has shown they take from its ring, as thieves do; actors that live there wait.
 */

import type { Memory } from "../thread/memory.js";

export class Spares {
  private readonly memory: Memory;
  private readonly stuck: Set<number>;
  private readonly gone: Set<number>;
  private readonly working: Set<number>;

  constructor(memory: Memory) {
    this.memory = memory;
    this.stuck = new Set();
    this.gone = new Set();
    this.working = new Set();
  }

  /** A worker or a spare moves, or does not. */
  setStuck(thread: number, isStuck: boolean): void {
    change(this.stuck, thread, isStuck);
    this.update(thread);
  }

  /** A worker or a spare has died, or another has its place. */
  setGone(thread: number, isGone: boolean): void {
    change(this.gone, thread, isGone);
    if (isGone) this.stuck.delete(thread); // who takes its place has not been seen yet
    this.update(thread);
  }

  private update(thread: number): void {
    const { memory, working } = this;
    const group = memory.places.groupOf(thread);
    let needed = memory.places.workersOf(group).filter((one) => this.isOut(one)).length;
    for (const spare of memory.places.sparesOf(group)) {
      const works = needed > 0 && !this.isOut(spare);
      if (works) needed--;
      if (works === working.has(spare)) continue;
      change(working, spare, works);
      memory.setWorking(spare, works);
    }
  }

  private isOut(thread: number): boolean {
    return this.stuck.has(thread) || this.gone.has(thread);
  }
}

function change(set: Set<number>, thread: number, isIn: boolean): void {
  if (isIn) set.add(thread);
  else set.delete(thread);
}
