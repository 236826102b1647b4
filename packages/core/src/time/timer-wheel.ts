/**
 * A hierarchical timer wheel (Varghese and Lauck, 1987; the shape is Tokio's): six levels of 64 slots, a slot of
 * level n being 64^n ms wide. Starting, stopping and firing a timer cost the same whether there are ten or a million.
 * See docs/decisions/0035-timers.md.
 *
 * Invariants: a timer is in the lowest level on which it shares no slot with `elapsed`, so within a level's present
 * revolution everything lies ahead; what lies beyond the top level waits in its farthest slot and is looked at again.
 */
import type { EventLoop } from "../host/event-loop.js";

const BITS = 6;
const SLOTS = 1 << BITS;
const LEVELS = 6;
const SPAN = SLOTS ** LEVELS;

/** A place in the circular list of a slot; it leads to itself when it is alone, or in none. */
export interface Link {
  later: Link;
  sooner: Link;
}

/** Something that happens at a time. In a list of the wheel, or nowhere. */
export interface Timer extends Link {
  /** When, in whole milliseconds of the event loop's time. */
  readonly when: number;
  /** Called once when the time has come; the timer may be started again. It wakes waiters. */
  fire(): void;
}

/** The beginning of the list of a slot, a link and not a timer: so a timer need not know its slot in order to leave it. */
class Slot implements Link {
  later: Link;
  sooner: Link;

  constructor() {
    this.later = this;
    this.sooner = this;
  }
}

/** A timer that calls back. */
export class Alarm implements Timer {
  when: number;
  later: Link;
  sooner: Link;
  readonly fire: () => void;

  constructor(when: number, fire: () => void) {
    this.when = when;
    this.later = this;
    this.sooner = this;
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
  /** The lists of the slots, from the timer that came first; those that were never used are not made. */
  private readonly slots: (Slot | null)[];
  private armed: unknown;
  private armedFor: number;

  constructor(scheduler: Timed) {
    this.scheduler = scheduler;
    this.elapsed = Math.floor(scheduler.loop.now());
    this.count = 0;
    this.slots = new Array<Slot | null>(SLOTS * LEVELS).fill(null);
    this.armed = null;
    this.armedFor = Number.POSITIVE_INFINITY;
  }

  start(timer: Timer): void {
    if (timer.when < this.armedFor) this.arm(timer.when); // a loop of the user's may refuse: first of all
    if (this.count++ === 0) this.elapsed = Math.max(this.elapsed, Math.floor(this.scheduler.loop.now()) - 1);
    this.insert(timer);
  }

  stop(timer: Timer): void {
    if (!isStarted(timer)) return;
    unlink(timer);
    // An idle program must be able to end; otherwise a host timer that fires in vain is cheaper than a new one.
    if (--this.count === 0) this.disarm();
  }

  private insert(timer: Timer): void {
    const at = Math.min(Math.max(timer.when, this.elapsed + 1), this.elapsed + SPAN - 1);
    let level = 0;
    let width = 1;
    for (let next = SLOTS; Math.floor(this.elapsed / next) !== Math.floor(at / next) && level < LEVELS - 1; level++) {
      width = next;
      next *= SLOTS;
    }
    const number = level * SLOTS + (Math.floor(at / width) % SLOTS);
    const slot = this.slots[number] ?? new Slot();
    this.slots[number] = slot;
    join(slot.sooner, timer);
    join(timer, slot);
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
  private nextDue(): { at: number; slot: Slot } | null {
    let width = 1;
    for (let level = 0; level < LEVELS; level++, width *= SLOTS) {
      const current = Math.floor(this.elapsed / width);
      for (let ahead = level === 0 ? 0 : 1; ahead <= SLOTS; ahead++) {
        const slot = this.slots[level * SLOTS + ((current + ahead) % SLOTS)] as Slot | null;
        if (slot !== null && isStarted(slot)) return { at: Math.max((current + ahead) * width, this.elapsed), slot };
      }
    }
    return null;
  }

  /** Fires the timers of a slot whose time has come; those of a wider slot move down to a finer one. */
  private empty(slot: Slot): void {
    // A timer fired here may start again: what comes into the slot meanwhile belongs to a later time.
    const due = new Slot();
    join(slot.sooner, due);
    join(due, slot.later);
    join(slot, slot);
    while (isStarted(due)) {
      const timer = due.later as Timer;
      unlink(timer);
      if (timer.when > this.elapsed) {
        this.insert(timer);
        continue;
      }
      this.count--;
      try {
        timer.fire(); // user code may run here: a waiter of another package
      } catch (error) {
        this.scheduler.reportThrown("a timer", error); // the others fire all the same
      }
    }
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

/** Whether a timer is started, or a slot has one. */
export function isStarted(link: Link): boolean {
  return link.later !== link;
}

function unlink(link: Link): void {
  join(link.sooner, link.later);
  join(link, link);
}

function join(sooner: Link, later: Link): void {
  sooner.later = later;
  later.sooner = sooner;
}

/** Returns the wheel of a scheduler, made by its first timer. */
export function wheelOf(scheduler: Timed): TimerWheel {
  scheduler.timers ??= new TimerWheel(scheduler);
  return scheduler.timers;
}
