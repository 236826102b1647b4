/**
 * An event loop that a test drives: nothing runs, and no time passes, until it says so. Tasks under it behave the same
 * in every run. Promise jobs are the platform's own and are not driven: `settle` gives them their turn.
 */

import { BlockQueue } from "../channel/block-queue.js";
import { badArgument, checkDuration, checkKind, checkTime } from "../misuse.js";
import { fairness } from "./await-fairness.js";
import { checkCallback, checkTimer, type EventLoop, hostEventLoop } from "./event-loop.js";
import { ManualTimer, TimerHeap } from "./timer-heap.js";

/** A scheduler reads the clock every few dozen ticks; so this is half a minute of work, and would go on for ever. */
const LOOKS_PER_STEP = 10_000_000;

/**
 * Runs a scheduler step by step in a test, by virtual time: `run` and `step` run what is due, `advance` lets milliseconds pass at
 * once. Give it to {@link createScheduler} as `loop`.
 *
 * @example
 * ```ts
 * import { createScheduler, ManualEventLoop, sleep } from "@mailslot/core";
 *
 * const loop = new ManualEventLoop();
 * const nap = createScheduler({ loop }).go(() => sleep(1000));
 * loop.advance(999);
 * console.log(nap.status); // waiting
 * loop.advance(1);
 * console.log(nap.status); // completed
 * ```
 */
export class ManualEventLoop implements EventLoop {
  private time: number;
  /** How often the clock was read since the last step or advance. */
  private looks: number;
  private readonly soonQueue: BlockQueue<() => void>;
  private readonly pollQueue: BlockQueue<() => void>;
  private readonly timers: TimerHeap;
  /** How many timers were ever started. */
  private started: number;
  /** The platform's own loop, once `settle` needs it. */
  private host: EventLoop | null;

  /** Makes a loop whose clock shows `start` milliseconds. */
  constructor(start = 0) {
    if (DEBUG) checkTime("the start of a manual event loop", start);
    this.time = start;
    this.looks = 0;
    this.soonQueue = new BlockQueue();
    this.pollQueue = new BlockQueue();
    this.timers = new TimerHeap();
    this.started = 0;
    this.host = null;
  }

  now(): number {
    if (++this.looks > LOOKS_PER_STEP) {
      this.looks = 0;
      throw badArgument(
        "the work of one turn of a manual event loop",
        `over ${LOOKS_PER_STEP} looks at its clock`,
        "tasks that come to rest",
      );
    }
    return this.time;
  }

  soon(callback: () => void): void {
    if (DEBUG) checkCallback(callback);
    this.soonQueue.push(callback);
  }

  afterPoll(callback: () => void): void {
    if (DEBUG) checkCallback(callback);
    this.pollQueue.push(callback);
  }

  startTimer(delay: number, callback: () => void): unknown {
    if (DEBUG) checkTimer(delay, callback);
    const timer = new ManualTimer(this.time + Math.max(0, delay), this.started++, callback);
    this.timers.add(timer);
    return timer;
  }

  stopTimer(timer: unknown): void {
    if (DEBUG) checkKind("the timer to stop", timer, "isBefore", "what startTimer() returned");
    this.timers.remove(timer as ManualTimer);
  }

  /** Runs one callback: of those asked for soon, else of those after a poll. Returns false when there is none. */
  step(): boolean {
    this.looks = 0;
    const queue = this.soonQueue.length > 0 ? this.soonQueue : this.pollQueue;
    if (queue.length === 0) return false;
    queue.shift()();
    return true;
  }

  /** Runs callbacks until there are none; fails with `ERR_MAILSLOT_ARGUMENT` when there are more than `limit`. */
  run(limit = 1_000_000): void {
    for (let n = 0; this.step(); n++) {
      if (n >= limit)
        throw badArgument(
          "the number of turns of a manual event loop",
          `over ${limit}`,
          "tasks that come to rest, or a higher limit to run()",
        );
    }
  }

  /** Lets `ms` milliseconds pass: fires each timer at its time, in order, and runs what becomes due. */
  advance(ms: number): void {
    checkDuration("the time to advance", ms);
    const end = this.time + ms;
    this.run();
    for (let timer = this.timers.first; timer !== undefined && timer.at <= end; timer = this.timers.first) {
      this.timers.remove(timer);
      this.time = Math.max(this.time, timer.at);
      this.looks = 0;
      timer.callback();
      this.run();
    }
    this.time = Math.max(this.time, end); // a callback may have advanced it further
  }

  /** Alternates between promise jobs and callbacks until both have come to rest. Other I/O is not waited for. */
  async settle(): Promise<void> {
    this.host ??= hostEventLoop();
    for (let worked = true; worked || fairness.holdsBack; ) {
      for (; this.soonQueue.length > 0; this.step()) await Promise.resolve();
      await new Promise<void>((polled) => this.host?.afterPoll(polled)); // by then all promise jobs have run
      worked = this.soonQueue.length > 0 || this.step();
    }
  }
}
