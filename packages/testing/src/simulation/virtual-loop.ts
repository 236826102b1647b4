/**
 * The event loop of a simulation. Its time stands still while anything can run; then it jumps to the next timer. Between
 * two callbacks the platform's promise jobs run; the real event loop is entered only to wait for them.
 *
 * Invariants: `timers` is sorted by time, and of one time by the order in which they were started.
 */
import { type EventLoop, hostEventLoop } from "@mailslot/core";
import { SimulationError } from "../errors.js";

export interface VirtualTimer {
  readonly at: number;
  readonly callback: () => void;
}

export class VirtualLoop implements EventLoop {
  time: number;
  private readonly host: EventLoop;
  private readonly soonQueue: (() => void)[];
  private readonly pollQueue: (() => void)[];
  private readonly timers: VirtualTimer[];
  /** How often the clock was read since the loop was last left. */
  private looks: number;
  private readonly mostLooks: number;
  /** Tells the simulation that there is something to run, while it waits for real time. */
  onWork: (() => void) | null;

  constructor(mostLooks: number) {
    this.time = 0;
    this.host = hostEventLoop();
    this.soonQueue = [];
    this.pollQueue = [];
    this.timers = [];
    this.looks = 0;
    this.mostLooks = mostLooks;
    this.onWork = null;
  }

  now(): number {
    if (++this.looks > this.mostLooks) {
      this.looks = 0; // the error unwinds through code that looks at the clock
      throw endless(`${this.mostLooks} ticks without a rest, at ${Math.round(this.time)} ms of virtual time`);
    }
    return this.time;
  }

  soon(callback: () => void): void {
    this.soonQueue.push(callback);
    this.onWork?.();
  }

  afterPoll(callback: () => void): void {
    this.pollQueue.push(callback);
    this.onWork?.();
  }

  startTimer(delay: number, callback: () => void): VirtualTimer {
    const timer = { at: this.time + Math.max(0, delay), callback };
    let index = this.timers.length;
    while (index > 0 && (this.timers[index - 1] as VirtualTimer).at > timer.at) index--;
    this.timers.splice(index, 0, timer);
    this.onWork?.();
    return timer;
  }

  stopTimer(timer: unknown): void {
    const index = this.timers.indexOf(timer as VirtualTimer);
    if (index >= 0) this.timers.splice(index, 1);
  }

  /** When the next timer fires; null when there is none. */
  get nextTimer(): number | null {
    return this.timers[0]?.at ?? null;
  }

  /** Whether a callback waits for its turn. */
  get isBusy(): boolean {
    return this.soonQueue.length > 0 || this.pollQueue.length > 0;
  }

  /** Runs everything that can run now until all is at rest or `isOver`; `jobs` tells whether promise jobs may be pending. */
  async settle(isOver: () => boolean, jobs = true): Promise<void> {
    for (let worked = jobs; (worked || this.isBusy) && !isOver(); ) {
      while (this.soonQueue.length > 0 && !isOver()) {
        await null;
        this.call(this.soonQueue);
        worked = true;
      }
      if (isOver()) return;
      if (worked) await this.promiseJobs();
      worked = this.soonQueue.length === 0 && this.pollQueue.length > 0;
      if (worked) this.call(this.pollQueue);
    }
  }

  /** Lets the platform run all promise jobs. */
  promiseJobs(): Promise<void> {
    return new Promise((done) => this.host.afterPoll(done));
  }

  /** Jumps to the next timer and fires it. */
  fireNext(): void {
    const timer = this.timers.shift() as VirtualTimer;
    this.time = Math.max(this.time, timer.at);
    this.looks = 0;
    timer.callback(); // user code runs here
  }

  private call(queue: (() => void)[]): void {
    this.looks = 0;
    queue.shift()?.(); // user code runs here
  }
}

/** Says that a program goes on and on. */
export function endless(how: string): SimulationError {
  return new SimulationError(
    "ERR_MAILSLOT_ENDLESS",
    `the program does not come to an end: it ran for ${how}. Look for a loop that never waits, or give more with maxSteps`,
  );
}
