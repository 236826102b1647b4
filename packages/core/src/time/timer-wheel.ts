/**
 * A hierarchical timer wheel (Varghese and Lauck, 1987; the shape is Tokio's): six levels of 64 slots, a slot of
 * level n being 64^n ms wide. Starting, stopping and firing a timer cost the same whether there are ten or a million.
 *
 * Invariants: a timer is in the lowest level on which it shares no slot with `elapsed`, so within a level's present
 * revolution everything lies ahead; what lies beyond the top level waits in its farthest slot and is looked at again.
 */
import type { EventLoop } from "../host/event-loop.js";

const BITS = 6;
const SLOTS = 1 << BITS;
const LEVELS = 6;
const SPAN = SLOTS ** LEVELS;
/** The slot of a timer that is not running. */
export const NOWHERE: number = -1;

/** Something that happens at a time. In a list of the wheel, or nowhere. */
export interface Timer {
  /** When, in whole milliseconds of the event loop's time. */
  when: number;
  /** Links of the circular list of its slot; to itself when it is alone, or nowhere. */
  later: Timer;
  sooner: Timer;
  /** The slot of the wheel it is in, or `NOWHERE`. */
  slot: number;
  /** Called once when the time has come; the timer may be started again. It wakes waiters. */
  fire(): void;
}

/** A timer that calls back. */
export class Alarm implements Timer {
  when: number;
  later: Timer;
  sooner: Timer;
  slot: number;
  readonly fire: () => void;

  constructor(when: number, fire: () => void) {
    this.when = when;
    this.later = this;
    this.sooner = this;
    this.slot = NOWHERE;
    this.fire = fire;
  }
}

/** What a wheel needs of its scheduler. */
interface Timed {
  readonly loop: EventLoop;
  timers: TimerWheel | null;
  io(callback: () => void): void;
  reportThrown(what: string, error: unknown): void;
}

export class TimerWheel {
  private readonly scheduler: Timed;
  /** The time up to which everything has fired. */
  private elapsed: number;
  private count: number;
  /** The first timer of each slot's circular list. */
  private readonly slots: (Timer | null)[];
  private armed: unknown;
  private armedFor: number;

  constructor(scheduler: Timed) {
    this.scheduler = scheduler;
    this.elapsed = Math.floor(scheduler.loop.now());
    this.count = 0;
    this.slots = new Array<Timer | null>(SLOTS * LEVELS).fill(null);
    this.armed = null;
    this.armedFor = Number.POSITIVE_INFINITY;
  }

  start(timer: Timer): void {
    if (timer.when < this.armedFor) this.arm(timer.when); // a loop of the user's may refuse: first of all
    if (this.count++ === 0) this.elapsed = Math.max(this.elapsed, Math.floor(this.scheduler.loop.now()) - 1);
    this.insert(timer);
  }

  stop(timer: Timer): void {
    if (timer.slot === NOWHERE) return;
    this.unlink(timer);
    // An idle program must be able to end; otherwise a host timer that fires in vain is cheaper than a new one.
    if (--this.count === 0) this.disarm();
  }

  private insert(timer: Timer): void {
    const at = Math.min(Math.max(timer.when, this.elapsed + 1), this.elapsed + SPAN - 1);
    let level = 0;
    let width = 1;
    for (let a = Math.floor(this.elapsed / SLOTS), b = Math.floor(at / SLOTS); a !== b && level < LEVELS - 1; level++) {
      a = Math.floor(a / SLOTS);
      b = Math.floor(b / SLOTS);
      width *= SLOTS;
    }
    this.link(timer, level * SLOTS + (Math.floor(at / width) % SLOTS));
  }

  private link(timer: Timer, slot: number): void {
    timer.slot = slot;
    const first = this.slots[slot] as Timer | null;
    if (first === null) {
      this.slots[slot] = timer;
      return;
    }
    timer.later = first;
    timer.sooner = first.sooner;
    first.sooner.later = timer;
    first.sooner = timer;
  }

  private unlink(timer: Timer): void {
    const { later, sooner, slot } = timer;
    if (this.slots[slot] === timer) this.slots[slot] = later === timer ? null : later;
    sooner.later = later;
    later.sooner = sooner;
    timer.later = timer;
    timer.sooner = timer;
    timer.slot = NOWHERE;
  }

  /** Fires everything due, then asks the host for the next time. */
  private advance(): void {
    this.armed = null;
    this.armedFor = Number.POSITIVE_INFINITY;
    const now = Math.floor(this.scheduler.loop.now());
    this.scheduler.io(() => {
      for (let due = this.nextDue(); due !== null && due.at <= now; due = this.nextDue()) {
        this.elapsed = due.at;
        this.empty(due.slot);
      }
    });
    this.elapsed = Math.max(this.elapsed, now);
    const next = this.nextDue();
    if (next !== null) this.arm(next.at);
  }

  /** Returns the earliest slot that holds anything, and when its time begins. */
  private nextDue(): { at: number; slot: number } | null {
    let width = 1;
    for (let level = 0; level < LEVELS; level++, width *= SLOTS) {
      const current = Math.floor(this.elapsed / width);
      for (let ahead = level === 0 ? 0 : 1; ahead <= SLOTS; ahead++) {
        const slot = level * SLOTS + ((current + ahead) % SLOTS);
        if (this.slots[slot] !== null) return { at: Math.max((current + ahead) * width, this.elapsed), slot };
      }
    }
    return null;
  }

  /** Fires the timers of a slot whose time has come; those of a wider slot move down to a finer one. */
  private empty(slot: number): void {
    // A timer fired here may start again; what is linked meanwhile belongs to a later time.
    let remaining = this.sizeOf(slot);
    for (let timer = this.slots[slot] as Timer | null; timer !== null && remaining > 0; remaining--) {
      this.unlink(timer);
      if (timer.when > this.elapsed) this.insert(timer);
      else {
        this.count--;
        this.fire(timer);
      }
      timer = this.slots[slot] as Timer | null;
    }
  }

  /** An error that one timer throws does not keep the others from firing. */
  private fire(timer: Timer): void {
    try {
      timer.fire(); // user code may run here: a waiter of another package
    } catch (error) {
      this.scheduler.reportThrown("a timer", error);
    }
  }

  private sizeOf(slot: number): number {
    const first = this.slots[slot] as Timer | null;
    if (first === null) return 0;
    let size = 1;
    for (let timer = first.later; timer !== first; timer = timer.later) size++;
    return size;
  }

  private arm(when: number): void {
    const { loop } = this.scheduler;
    const armed = loop.startTimer(Math.max(0, when - loop.now()), () => this.advance());
    this.disarm();
    this.armed = armed;
    this.armedFor = when;
  }

  private disarm(): void {
    if (this.armed !== null) this.scheduler.loop.stopTimer(this.armed);
    this.armed = null;
    this.armedFor = Number.POSITIVE_INFINITY;
  }
}

/** Returns the wheel of a scheduler, made by its first timer. */
export function wheelOf(scheduler: Timed): TimerWheel {
  scheduler.timers ??= new TimerWheel(scheduler);
  return scheduler.timers;
}
