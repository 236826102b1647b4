/** Back-off: how long a supervisor waits before it restarts a child that keeps ending. */

import { checkFunction, show } from "@mailslot/core/engine";
import { SupervisionError } from "../errors.js";

/** How long to wait before a restart: `initial` ms, then `factor` times as long each time, at most `max`. */
export interface Backoff {
  /** Milliseconds before the first restart. */
  readonly initial: number;
  /** The longest delay in milliseconds. Default: 30,000. */
  readonly max?: number;
  /** The factor by which each delay exceeds the one before. Default: 2. */
  readonly factor?: number;
  /** The part of each delay that is drawn at random, from 0 (none) to 1 (all of it). Default: 0.5. */
  readonly jitter?: number;
  /** A child that ran this many milliseconds begins again with `initial`. Default: 60,000. */
  readonly resetAfter?: number;
  /** Draws numbers from 0 to 1. Default: Math.random. */
  readonly random?: () => number;
}

export class BackoffDelays {
  readonly resetAfter: number;
  private readonly options: Required<Backoff>;

  constructor(given: Backoff) {
    const {
      initial,
      max = 30_000,
      factor = 2,
      jitter = 0.5,
      resetAfter = 60_000,
      random = () => Math.random(),
    } = given;
    check("initial", initial, Number.MIN_VALUE, Number.POSITIVE_INFINITY, "milliseconds above 0");
    check("max", max, initial, Number.POSITIVE_INFINITY, "milliseconds from initial");
    check("factor", factor, 1, Number.POSITIVE_INFINITY, "a number from 1");
    check("jitter", jitter, 0, 1, "a number from 0 to 1");
    check("resetAfter", resetAfter, 0, Number.POSITIVE_INFINITY, "milliseconds from 0");
    checkFunction("backoff.random", random);
    this.resetAfter = resetAfter;
    this.options = { initial, max, factor, jitter, resetAfter, random };
  }

  /** Returns the milliseconds before the `n`th restart in a row, from 1. */
  delay(n: number): number {
    const { initial, max, factor, jitter, random } = this.options;
    const whole = Math.min(max, initial * factor ** (n - 1));
    return whole * (1 - jitter * random());
  }
}

function check(what: string, got: unknown, least: number, most: number, want: string): void {
  if (typeof got === "number" && got >= least && got <= most) return;
  throw new SupervisionError("ERR_MAILSLOT_SUPERVISOR_OPTIONS", `backoff.${what} is ${show(got)}: give ${want}`);
}
