/**
 * The pace of sampling: work in small slices, between which it rests so long that its share of the time stays below a bound,
 * however much there is to look at.
 *
 * Invariants: while it is stopped, it has no timer.
 */

/** Where the time comes from. Its timers must not keep the program alive. */
export interface Clock {
  /** Returns milliseconds, never going back. */
  now(): number;
  startTimer(delay: number, callback: () => void): unknown;
  stopTimer(timer: unknown): void;
}

/** The clock of the platform. */
export const hostClock: Clock = {
  now: () => performance.now(),
  startTimer: (delay, callback) => setTimeout(callback, delay).unref(),
  stopTimer: (timer) => clearTimeout(timer as NodeJS.Timeout),
};

/** The share of the time that sampling may take: what was asked is 3 %, and frames have still to be sent. */
const SHARE = 0.02;
/** Milliseconds of one slice: what a task of the program waits at most because somebody looks. */
const SLICE = 3;

/** Does a piece of work; gives 0 to go on as soon as the share allows, or the milliseconds until it wants to. */
export type Work = Iterator<number, never>;

export class Pace {
  private readonly clock: Clock;
  private readonly begin: () => Work;
  private work: Work | null;
  private timer: unknown;
  private startedAt: number;
  private used: number;
  /** Until when it rests. */
  private restsUntil: number;
  private isWorking: boolean;

  constructor(clock: Clock, begin: () => Work) {
    this.clock = clock;
    this.begin = begin;
    this.work = null;
    this.timer = null;
    this.startedAt = 0;
    this.used = 0;
    this.restsUntil = 0;
    this.isWorking = false;
  }

  /** The share of the time since the start that the work has taken. */
  get share(): number {
    const passed = this.clock.now() - this.startedAt;
    return passed > 0 ? this.used / passed : 0;
  }

  get isRunning(): boolean {
    return this.work !== null;
  }

  start(): void {
    if (this.work !== null) return;
    this.work = this.begin();
    this.startedAt = this.clock.now();
    this.used = 0;
    this.timer = this.clock.startTimer(0, () => this.slice());
  }

  stop(): void {
    const { work } = this;
    this.work = null;
    if (this.timer !== null) this.clock.stopTimer(this.timer);
    this.timer = null;
    if (!this.isWorking) work?.return?.();
  }

  /** Goes on as soon as the share allows. */
  hurry(): void {
    if (this.timer === null) return;
    this.clock.stopTimer(this.timer);
    this.timer = this.clock.startTimer(Math.max(1, this.restsUntil - this.clock.now()), () => this.slice());
  }

  private slice(): void {
    this.timer = null;
    const { work, clock } = this;
    if (work === null) return;
    const begun = clock.now();
    const wanted = this.step(work, begun);
    const used = clock.now() - begun;
    this.used += used;
    if (this.work !== work) {
      work.return?.(); // it was stopped meanwhile
      return;
    }
    const rest = used / SHARE - used;
    this.restsUntil = clock.now() + rest;
    this.timer = clock.startTimer(Math.max(1, wanted, rest), () => this.slice());
  }

  private step(work: Work, begun: number): number {
    this.isWorking = true;
    try {
      let wanted = 0;
      while (wanted === 0 && this.work === work && this.clock.now() - begun < SLICE) wanted = work.next().value;
      return wanted;
    } finally {
      this.isWorking = false;
    }
  }
}
