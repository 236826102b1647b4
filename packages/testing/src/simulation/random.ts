/** Random numbers that a seed decides: mulberry32, 32 bits of state, good enough to choose by. */

import { badArgument, isReadable } from "@mailslot/core/engine";

/** Draws random numbers; the same seed gives the same ones. */
export interface SeededRandom {
  /** Draws a number from 0 up to, but not including, 1. */
  next(): number;
  /** Draws a whole number from 0 to `bound` - 1. */
  below(bound: number): number;
  /** Returns true with the given probability. */
  chance(probability: number): boolean;
  /** Draws one of the items. */
  pick<T>(items: readonly T[]): T;
}

class Mulberry implements SeededRandom {
  private state: number;

  constructor(seed: number) {
    this.state = seed | 0;
  }

  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  below(bound: number): number {
    checkNumber("the bound of below()", bound);
    return Math.floor(this.next() * bound);
  }

  chance(probability: number): boolean {
    checkNumber("the probability of chance()", probability);
    return this.next() < probability;
  }

  pick<T>(items: readonly T[]): T {
    if (!isReadable(items) || !Array.isArray(items) || items.length === 0)
      throw badArgument("what pick() chooses from", items, "a list of at least one");
    return items[this.below(items.length)] as T;
  }
}

function checkNumber(what: string, value: unknown): void {
  if (typeof value !== "number" || !(value >= 0)) throw badArgument(what, value, "a number from 0");
}

/** Makes a stream of its own for each purpose of one seed, so that drawing from one changes no other. */
export function randomOf(seed: number, purpose: number): SeededRandom {
  return new Mulberry(Math.imul(seed, 0x9e3779b1) + Math.imul(purpose, 0x85ebca6b));
}
