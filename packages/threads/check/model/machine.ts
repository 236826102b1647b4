/**
 * The machine of the model: what its threads share, which are rings, who searches and who sleeps. A processor for each thread; nothing
 * else runs on them. The protocols are those of thread.ts, own-jobs.ts, idle.ts and pump.ts, in steps that each take their time.
 */

import { Agenda } from "./agenda.js";
import type { Choices, Costs } from "./costs.js";
import type { Load, Work } from "./load.js";
import { ModelThread } from "./thread.js";

/** A job in the model. */
export interface Item {
  readonly work: Work;
  /** Who made it, and is told of its end. */
  readonly owner: ModelThread | null;
  readonly parent: Item | null;
  /** How many of its children have been made, and how many have not ended. */
  made: number;
  open: number;
  begun: boolean;
  shown: boolean;
}

export function itemOf(work: Work, owner: ModelThread | null, parent: Item | null): Item {
  return { work, owner, parent, made: 0, open: 0, begun: false, shown: false };
}

/** How a run of the model went. */
export interface Outcome {
  /** Nanoseconds until the whole load had ended. */
  readonly ns: number;
  /** How many jobs ran on another thread than their owner. */
  readonly crossed: number;
  readonly thefts: number;
  readonly parks: number;
}

export class Machine {
  readonly agenda: Agenda;
  readonly costs: Costs;
  readonly choices: Choices;
  readonly workers: ModelThread[];
  /** All threads, the calling one last. */
  readonly threads: ModelThread[];
  readonly random: () => number;
  searching: number;
  crossed: number;
  thefts: number;
  parks: number;
  private ended: number;

  constructor(count: number, costs: Costs, choices: Choices, seed: number) {
    this.agenda = new Agenda();
    this.costs = costs;
    this.choices = choices;
    this.random = randomFrom(seed);
    this.threads = Array.from({ length: count + 1 }, (_, n) => new ModelThread(this, n < count));
    this.workers = this.threads.slice(0, count);
    this.searching = 0;
    this.crossed = 0;
    this.thefts = 0;
    this.parks = 0;
    this.ended = -1;
  }

  run(load: Load): Outcome {
    const caller = this.threads.at(-1) as ModelThread;
    const root = itemOf(load.root, load.byCaller ? null : caller, null);
    if (load.byCaller) caller.beginWith(root);
    else caller.holdFor(root);
    for (const thread of this.threads) thread.soon(0);
    while (this.ended < 0) if (!this.agenda.next()) throw new Error("the model sleeps before its load has ended");
    return { ns: this.ended, crossed: this.crossed, thefts: this.thefts, parks: this.parks };
  }

  /** The whole load has ended. */
  end(time: number): void {
    this.ended = time;
  }

  anyShown(): boolean {
    return this.threads.some(({ ring }) => ring.length > 0);
  }

  /** Whether somebody looks for work or sleeps, so that jobs are to be shown. */
  get isAwaited(): boolean {
    return this.searching > 0 || this.workers.some(({ sleeps }) => sleeps);
  }

  /** Wakes one to search, if nobody searches; returns what that takes from who does it. Those who spin see it by themselves. */
  pushed(time: number): number {
    if (this.searching > 0) {
      for (const each of this.workers) each.heard(time);
      return 0;
    }
    const sleeper = this.workers.find(({ sleeps }) => sleeps);
    if (sleeper === undefined) return 0;
    sleeper.wakeUp(time);
    return this.costs.notify;
  }
}

/** Returns numbers from 0 up to, not including, 1: Mulberry32, by Tommy Ettinger. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let bits = Math.imul(state ^ (state >>> 15), state | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  };
}
