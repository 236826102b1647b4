/**
 * The event loop: how a scheduler asks its host for a turn and for the time. `hostEventLoop` finds out what the
 * platform has; the manual one, driven by a test, is in `manual-event-loop.ts`.
 */

/** What a scheduler needs of its host. Callbacks must not be called from inside these methods. */
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

declare const setImmediate: ((callback: () => void) => unknown) | undefined;

// The longest delay that setTimeout takes; a timer further away is looked at again when this has passed.
const LONGEST_DELAY = 2 ** 31 - 1;

/** Returns the event loop of this platform: Node, Bun, Deno or a browser. */
export function hostEventLoop(): EventLoop {
  // A reaction on a settled promise costs a third of queueMicrotask, which on Node makes an async resource each time.
  const settled = Promise.resolve();
  return {
    now: () => performance.now(),
    soon: (callback) => void settled.then(callback),
    afterPoll: pollThen(),
    startTimer: (delay, callback) => setTimeout(callback, Math.min(Math.ceil(delay), LONGEST_DELAY)),
    stopTimer: (timer) => clearTimeout(timer as number),
  };
}

/** Node, Bun and Deno run setImmediate right after polling; in browsers a message to oneself is the soonest task. */
function pollThen(): (callback: () => void) => void {
  if (typeof setImmediate === "function") return (callback) => void setImmediate(callback);
  if (typeof MessageChannel !== "function") return (callback) => void setTimeout(callback, 0);
  const { port1, port2 } = new MessageChannel();
  const pending: (() => void)[] = [];
  port1.onmessage = () => pending.shift()?.();
  return (callback) => {
    pending.push(callback);
    port2.postMessage(null);
  };
}
