/**
 * Restart intensity, counted as OTP's supervisor counts: every attempt to restart, also one that fails; too many when
 * more than `restarts` lie within the last `within` milliseconds, both ends included.
 */

import { show } from "@mailslot/core/engine";
import { SupervisionError } from "../errors.js";

/** How often a supervisor restarts before it gives up. */
export interface RestartIntensity {
  /** Restarts allowed within the window. Default: 1. */
  readonly restarts?: number;
  /** The window in milliseconds. Default: 5,000. */
  readonly within?: number;
}

export class Intensity {
  readonly restarts: number;
  readonly within: number;
  private times: number[];
  /** Where in `times` the window begins. */
  private first: number;

  constructor({ restarts = 1, within = 5_000 }: RestartIntensity = {}) {
    if (!(Number.isInteger(restarts) || restarts === Number.POSITIVE_INFINITY) || restarts < 0)
      throw wrong("restarts", restarts, "a whole number from 0, or Infinity");
    if (typeof within !== "number" || !(within > 0)) throw wrong("within", within, "milliseconds above 0");
    this.restarts = restarts;
    this.within = within;
    this.times = [];
    this.first = 0;
  }

  /** Counts a restart at `now`; returns whether it is allowed. */
  add(now: number): boolean {
    if (this.restarts === Number.POSITIVE_INFINITY) return true;
    this.times.push(now);
    return this.recent(now) <= this.restarts;
  }

  /** Returns how many restarts lie in the window that ends at `now`. */
  recent(now: number): number {
    while (this.first < this.times.length && (this.times[this.first] as number) < now - this.within) this.first++;
    if (this.first > 64 && this.first * 2 > this.times.length) {
      this.times = this.times.slice(this.first);
      this.first = 0;
    }
    return this.times.length - this.first;
  }
}

function wrong(what: string, got: unknown, want: string): SupervisionError {
  return new SupervisionError("ERR_MAILSLOT_SUPERVISOR_OPTIONS", `intensity.${what} is ${show(got)}: give ${want}`);
}
