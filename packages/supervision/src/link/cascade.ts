/**
 * A failure that spreads through links. Everything it brings down shares one Cascade. The last to end reports it, unless
 * it has already been seen.
 */
import { type ExitReason, isOrderly, isShutdown, type Shutdown } from "@mailslot/actor";
import { SupervisionError } from "../errors.js";

export class Cascade {
  readonly reason: ExitReason;
  /** How many have been told to end because of it and have not ended yet. */
  dying: number;
  /** Whether an actor or task that traps exits, monitors or joins has learnt of it. */
  seen: boolean;

  constructor(reason: ExitReason) {
    this.reason = reason;
    this.dying = 0;
    this.seen = false;
  }

  /** The error that a report shows. */
  get error(): unknown {
    return isShutdown(this.reason) ? (this.reason as Shutdown).shutdown : this.reason;
  }
}

/**
 * Returns whether an end for this reason must be reported if nothing sees it. A kill need not be: it was intended. A
 * supervisor that gave up must be, although its reason is a shutdown.
 */
export function isFailure(reason: ExitReason): boolean {
  if (isShutdown(reason)) return hasGivenUp(reason);
  return !isOrderly(reason) && reason !== "killed";
}

function hasGivenUp(reason: ExitReason): boolean {
  try {
    return (reason as Shutdown).shutdown instanceof SupervisionError;
  } catch {
    return false; // user code runs here: a getter, or a proxy that was revoked
  }
}
