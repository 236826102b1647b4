/**
 * The event loop: how a scheduler asks its host for a turn and for the time. `hostEventLoop` finds out what the
 * platform has; the manual one, driven by a test, is in `manual-event-loop.ts`. See docs/decisions/0023-turns.md.
 */

import { checkFunction, checkKind, checkTime } from "../misuse.js";
import { neutralJobs } from "./neutral-jobs.js";
import { clearTimeout, MessageChannel, now, setImmediate, setTimeout } from "./platform.js";

/** The host of a scheduler, as it sees it. Callbacks must not be called from inside these methods. */
export interface EventLoop {
  /** Returns the time in milliseconds, from any origin, never going back. */
  now(): number;
  /** Calls back once, after the promise jobs that are pending now. */
  soon(callback: () => void): void;
  /** Calls back once, after the host has had the chance to serve I/O and timers. */
  afterPoll(callback: () => void): void;
  /** Calls back once, `delay` milliseconds from now or later; returns what stops it. A running timer keeps the program alive. */
  startTimer(delay: number, callback: () => void): unknown;
  /** Stops a timer that has not fired. */
  stopTimer(timer: unknown): void;
}

// The longest delay that setTimeout takes; a timer further away is looked at again when this has passed.
const LONGEST_DELAY = 2 ** 31 - 1;

/** Whether two loops have one clock: those of the host do, while two of another kind may share a method and not the time. */
export function isOneClock(one: EventLoop, other: EventLoop): boolean {
  return one === other || (one.now === other.now && Object.hasOwn(one, "now"));
}

/**
 * Returns the event loop of this platform: Node, Bun, Deno or a browser. Fake timers of a test runner do not reach it.
 *
 * @example
 * ```ts
 * import { createScheduler, hostEventLoop } from "@mailslot/core";
 *
 * const loop = hostEventLoop();
 * const scheduler = createScheduler({ loop: { ...loop, now: () => loop.now() + 3_600_000 } }); // an hour ahead
 * console.log(scheduler.loop.now() > 3_600_000); // true
 * ```
 */
export function hostEventLoop(): EventLoop {
  const afterPoll = pollThen();
  return {
    now,
    soon(callback) {
      if (DEBUG) checkCallback(callback);
      neutralJobs.add(callback);
    },
    afterPoll(callback) {
      if (DEBUG) checkCallback(callback);
      neutralJobs.add(() => afterPoll(callback));
    },
    startTimer(delay, callback) {
      if (DEBUG) checkTimer(delay, callback);
      return new HostTimer(delay, callback);
    },
    stopTimer(timer) {
      if (DEBUG) checkKind("the timer to stop", timer, "stop", "what startTimer() returned");
      (timer as HostTimer).stop();
    },
  };
}

/** Fails unless `callback` can be called; for the development build, as are all checks of what schedulers give their loops. */
export function checkCallback(callback: () => void): void {
  checkFunction("the callback given to an event loop", callback);
}

/** Fails unless a timer can be made of these. */
export function checkTimer(delay: number, callback: () => void): void {
  checkTime("the delay of a timer", delay);
  checkCallback(callback);
}

/** A timer of any length. */
class HostTimer {
  private readonly until: number;
  private readonly callback: () => void;
  private timer: unknown;

  constructor(delay: number, callback: () => void) {
    this.until = now() + delay;
    this.callback = callback;
    this.timer = null;
    this.start(delay);
  }

  stop(): void {
    clearTimeout(this.timer);
  }

  private start(delay: number): void {
    this.timer =
      delay <= LONGEST_DELAY
        ? setTimeout(this.callback, Math.ceil(delay))
        : setTimeout(() => this.start(this.until - now()), LONGEST_DELAY);
  }
}

/** Node, Bun and Deno run setImmediate right after polling; in browsers a message to oneself is the soonest task. */
function pollThen(): (callback: () => void) => void {
  if (setImmediate !== undefined) return setImmediate;
  if (MessageChannel === undefined) return (callback) => void setTimeout(callback, 0);
  const { port1, port2 } = new MessageChannel();
  const pending: (() => void)[] = [];
  port1.onmessage = () => pending.shift()?.();
  return (callback) => {
    pending.push(callback);
    port2.postMessage(null);
  };
}
