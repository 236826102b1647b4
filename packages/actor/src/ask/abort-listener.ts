/**
 * One listener per AbortSignal, however many asks it gives up: so that a signal that many asks share is not walked once
 * for each, and no platform warns of a leak.
 *
 * Invariants: it listens exactly while `asks` is not empty and the signal has not aborted.
 */
import type { Ask } from "./ask.js";

const listeners: WeakMap<AbortSignal, AbortListener> = new WeakMap();

export class AbortListener {
  private readonly signal: AbortSignal;
  private readonly asks: Set<Ask>;
  private readonly onAbort: () => void;

  constructor(signal: AbortSignal) {
    this.signal = signal;
    this.asks = new Set();
    this.onAbort = () => this.abort();
  }

  add(ask: Ask): void {
    if (this.asks.size === 0) this.signal.addEventListener("abort", this.onAbort, { once: true }); // user code may run here
    this.asks.add(ask);
    ask.listening = this;
  }

  remove(ask: Ask): void {
    if (!this.asks.delete(ask) || this.asks.size > 0) return;
    this.signal.removeEventListener("abort", this.onAbort); // user code may run here
  }

  private abort(): void {
    const { reason } = this.signal;
    const asks = [...this.asks];
    this.asks.clear();
    for (const ask of asks) ask.abort(reason);
  }
}

/** Gives the ask up when the signal aborts, until it ends; returns false when the signal has aborted already. */
export function listen(ask: Ask, signal: AbortSignal): boolean {
  if (signal.aborted) {
    ask.abort(signal.reason);
    return false;
  }
  let listener = listeners.get(signal);
  if (listener === undefined) listeners.set(signal, (listener = new AbortListener(signal)));
  listener.add(ask);
  return true;
}
