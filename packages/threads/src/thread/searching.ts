/**
 * How one thread stands in the idle words: whether it searches, whether it rests, being a spare, and whether it has said that it is full.
 *
 * Invariant: `searching` tells whether its search bit is set, but for what others have set while it slept (see the pump), and for a search that
 * the watch has ended.
 */

import { foundWork, rests, setFull, startSearch } from "../atomic/idle.js";
import type { IdlePlace, Memory } from "./memory.js";

export class Searching {
  searching: boolean;
  private readonly words: Int32Array;
  private readonly idle: IdlePlace;
  private readonly isSpare: boolean;
  private readonly hasMore: () => boolean;
  /** Whether it has left what others have to them. */
  private rested: boolean;
  /** Whether the idle words say that it is full. */
  private saidFull: boolean;

  /** `hasMore` says whether any ring has something. */
  constructor(id: number, { words, places, idlePlaces }: Memory, hasMore: () => boolean) {
    this.searching = false;
    this.words = words;
    this.idle = idlePlaces[id] as IdlePlace;
    this.isSpare = places.isSpare(id);
    this.hasMore = hasMore;
    this.rested = false;
    this.saidFull = false;
  }

  /** Searches if not too many do; returns whether it searches. */
  start(): boolean {
    const { at, threads, self } = this.idle;
    this.searching ||= startSearch(this.words, at, threads, self);
    return this.searching;
  }

  /** Ends its search, since it has something to do or may be held up; another searches on, if anything is there. */
  stop(): void {
    if (this.searching) this.endSearch();
  }

  /** Returns whether this is a spare that nobody needs now; then it has ended its search, and leaves what others have to them. */
  rest(): boolean {
    if (!this.isSpare) return false;
    const rested = this.isSentToRest();
    if (rested && (!this.rested || this.searching)) this.endSearch();
    this.rested = rested;
    return rested;
  }

  /** Whether it rests still. Read again after it has announced that it sleeps: pairs with call() in idle.ts. */
  restsStill(): boolean {
    return this.rested && this.isSentToRest();
  }

  /** Says whether it is full, if it has said otherwise: before it announces that it sleeps. */
  sayFull(isFull: boolean): void {
    if (isFull === this.saidFull) return;
    this.saidFull = isFull;
    const { at, threads, self } = this.idle;
    setFull(this.words, at, threads, self, isFull);
  }

  private isSentToRest(): boolean {
    const { at, threads, self } = this.idle;
    return rests(this.words, at, threads, self);
  }

  private endSearch(): void {
    this.searching = false;
    const { at, threads, self } = this.idle;
    foundWork(this.words, at, threads, self, this.hasMore);
  }
}
