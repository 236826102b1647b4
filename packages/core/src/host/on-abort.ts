/**
 * One listener for each signal, however many wait on it: with a listener for each, removing one costs a walk of all, and
 * Node warns of more than ten.
 *
 * Invariants: a signal has a listener exactly while `waiting` is not empty.
 */
import { checkKind } from "../misuse.js";
import { raise } from "./raise.js";

class Listener {
  private readonly signal: AbortSignal;
  private readonly waiting: Set<() => void>;
  private readonly heard: () => void;

  constructor(signal: AbortSignal) {
    this.signal = signal;
    this.waiting = new Set();
    this.heard = () => {
      for (const tell of this.waiting) {
        this.remove(tell);
        try {
          tell(); // user code may run here
        } catch (error) {
          raise(error); // as the platform does with what a listener throws
        }
      }
    };
  }

  add(tell: () => void): void {
    if (this.waiting.size === 0) this.signal.addEventListener("abort", this.heard);
    this.waiting.add(tell);
  }

  remove(tell: () => void): void {
    if (this.waiting.delete(tell) && this.waiting.size === 0) this.signal.removeEventListener("abort", this.heard);
  }
}

const listeners: WeakMap<AbortSignal, Listener> = /* @__PURE__ */ new WeakMap();

/**
 * Calls `tell` once when `signal` aborts, at once when it has; returns a function that stops waiting. All waiters of
 * one signal share one listener, and are called in the order in which they came.
 */
export function onAbort(signal: AbortSignal, tell: () => void): () => void {
  if (signal.aborted) {
    tell();
    return () => {};
  }
  const listener = listeners.get(signal) ?? new Listener(signal);
  listeners.set(signal, listener);
  const once = () => tell(); // one of its own, should two wait with the same function
  listener.add(once);
  return () => listener.remove(once);
}

/** Fails with `ERR_MAILSLOT_ARGUMENT` unless `signal` is an AbortSignal, of this realm or another. */
export function checkSignal(what: string, signal: AbortSignal): void {
  checkKind(what, signal, "addEventListener", "an AbortSignal");
}
