/**
 * Finds workers that are stuck: that have something to do, and do not move. Costs them one plain counter, which each turn raises; who looks is
 * the calling thread, a few times within the time after which a worker counts as stuck.
 *
 * A worker that sleeps has nothing to do. But what its event loop runs beside the pump, such as an async function that goes on after a wait, may
 * never end while the pump is asleep: so a sleeper on which tasks live is woken at each look, and must have moved by the next.
 *
 * One that was woken for work, and has not moved by the next look, is held up by such a thing: its search is ended for it, so that others are woken.
 *
 * Looks are counted, not time: a process that was stopped, or a calling thread that was busy, makes nobody stuck.
 */

import { sleeps } from "../atomic/idle.js";
import { policy } from "../policy.js";
import { BEAT, type IdlePlace, LIVE, type Memory } from "../thread/memory.js";

/** Is told of what is found. */
export interface Watcher {
  /** Whether a worker is there, and has started. */
  isThere(worker: number): boolean;
  /** A worker does not move. */
  stuck(worker: number): void;
  /** It moves again, or has gone. */
  moves(worker: number): void;
}

interface Seen {
  beat: number;
  /** How many looks have seen it do nothing since. */
  still: number;
}

export class Watch {
  private readonly memory: Memory;
  private readonly watcher: Watcher;
  private readonly seen: readonly Seen[];
  private readonly timer: NodeJS.Timeout | null;

  /** `after` is in milliseconds; Infinity watches nothing. */
  constructor(memory: Memory, after: number, watcher: Watcher) {
    this.memory = memory;
    this.watcher = watcher;
    this.seen = Array.from({ length: memory.places.threads }, () => ({ beat: 0, still: 0 }));
    this.timer =
      after === Number.POSITIVE_INFINITY ? null : setInterval(() => this.look(), after / policy.looks).unref();
  }

  /** Looks at all workers once. */
  look(): void {
    const { threads, workers } = this.memory.places;
    for (let thread = 0; thread < threads; thread++) if (thread !== workers) this.lookAt(thread);
  }

  /** Whether a worker was found to be stuck, and has not moved since. */
  isStuck(worker: number): boolean {
    const { beat, still } = this.seen[worker] as Seen;
    return still >= policy.looks && beat === this.memory.words[this.memory.counterAt(worker) + BEAT];
  }

  close(): void {
    if (this.timer !== null) clearInterval(this.timer);
  }

  private lookAt(thread: number): void {
    const { words } = this.memory;
    const seen = this.seen[thread] as Seen;
    const counters = this.memory.counterAt(thread);
    const beat = words[counters + BEAT] as number;
    const isThere = this.watcher.isThere(thread);
    if (!isThere || beat !== seen.beat) {
      const was = seen.still >= policy.looks;
      seen.beat = beat;
      seen.still = 0;
      if (was) this.watcher.moves(thread);
      return;
    }
    const { at, self } = this.memory.idlePlaces[thread] as IdlePlace;
    if (!sleeps(words, at, self)) {
      this.memory.endSearch(thread);
      if (++seen.still === policy.looks) this.watcher.stuck(thread);
    } else if ((words[counters + LIVE] as number) > 0) this.memory.wake(thread);
  }
}
