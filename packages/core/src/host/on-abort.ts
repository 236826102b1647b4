/**
 * One listener for each signal, however many wait on it: with a listener for each, removing one costs a walk of all, and
 * Node warns of more than ten.
 *
 * Invariants: a signal has a listener exactly while `waiting` is not empty.
 */
import { checkKind } from "../misuse.js";
import { raise } from "./raise.js";

/** A waiter for an abort. */
interface Aborted {
  readonly tell: () => void;
}

class Listener {
  private readonly signal: AbortSignal;
  private readonly waiting: Set<Aborted>;
  private readonly heard: () => void;

  constructor(signal: AbortSignal) {
    this.signal = signal;
    this.waiting = new Set();
    this.heard = () => this.tellAll();
  }

  add(one: Aborted): void {
    if (this.waiting.size === 0) this.signal.addEventListener("abort", this.heard);
    this.waiting.add(one);
  }

  remove(one: Aborted): void {
    if (this.waiting.delete(one) && this.waiting.size === 0) this.signal.removeEventListener("abort", this.heard);
  }

  private tellAll(): void {
    for (const one of this.waiting) {
      this.remove(one);
      try {
        one.tell(); // user code may run here
      } catch (error) {
        raise(error); // as the platform does with what a listener throws
      }
    }
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
  let listener = listeners.get(signal);
  if (listener === undefined) {
    listener = new Listener(signal);
    listeners.set(signal, listener);
  }
  const one: Aborted = { tell };
  listener.add(one);
  return () => listener.remove(one);
}

/** Fails with `ERR_MAILSLOT_ARGUMENT` unless `signal` is an AbortSignal, of this realm or another. */
export function checkSignal(what: string, signal: AbortSignal): void {
  checkKind(what, signal, "addEventListener", "an AbortSignal");
}
