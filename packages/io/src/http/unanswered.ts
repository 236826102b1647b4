/**
 * The exchanges whose answer has not begun, and the clock that finds those that would never be answered.
 *
 * Invariants: `first` to `last` are in the order in which they were handed over (some may have been answered by
 * `response`, which the clock finds); the clock runs while there are any.
 */
import type { Scheduler } from "@mailslot/core";
import type { Exchange } from "./exchange.js";

/** The clock ticks so many times in the time to answer within. */
const ROUNDS = 4;

export class Unanswered {
  /** The round of the clock; an exchange remembers the one in which it came. */
  round: number;
  private readonly scheduler: Scheduler;
  /** The time to answer within, in ms. */
  readonly within: number;
  private first: Exchange | null;
  private last: Exchange | null;
  private clock: unknown;

  constructor(scheduler: Scheduler, within: number) {
    this.round = 0;
    this.scheduler = scheduler;
    this.within = within;
    this.first = null;
    this.last = null;
    this.clock = null;
  }

  add(exchange: Exchange): void {
    exchange.round = this.round;
    exchange.before = this.last;
    if (this.last === null) this.first = exchange;
    else this.last.after = exchange;
    this.last = exchange;
    if (this.clock === null) this.startClock();
  }

  /** Takes an exchange out; nothing happens when it is out. */
  remove(exchange: Exchange): void {
    const { before, after } = exchange;
    if (before !== null) before.after = after;
    else if (this.first === exchange) this.first = after;
    else return;
    if (after !== null) after.before = before;
    else this.last = before;
    exchange.before = null;
    exchange.after = null;
  }

  /** Lets every connection end with its answer. */
  endConnections(): void {
    for (let each = this.first; each !== null; each = each.after) each.endConnection();
  }

  stop(): void {
    if (this.clock !== null) this.scheduler.loop.stopTimer(this.clock);
  }

  private startClock(): void {
    this.clock = this.scheduler.loop.startTimer(this.within / ROUNDS, () => this.tick());
  }

  private tick(): void {
    this.clock = null;
    this.round++;
    for (let each = this.first; each !== null; ) {
      const next = each.after;
      if (each.answered || each.isGone) this.remove(each);
      else if (this.round - each.round > ROUNDS) each.abandon();
      each = next;
    }
    if (this.first !== null) this.startClock();
  }
}
