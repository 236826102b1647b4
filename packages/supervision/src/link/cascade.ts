/**
 * One failure on its way through links. All whom it ends share a cascade, so that it is reported once, by the last of
 * them, if it ends nowhere but in further ends; and not at all when somebody has seen it.
 */
import { type ExitReason, isOrderly, isShutdown, type Shutdown } from "@mailslot/actor";
import { SupervisionError } from "../errors.js";

export class Cascade {
  readonly reason: ExitReason;
  /** How many have been told to end and have not ended. */
  dying: number;
  /** Whether somebody who traps, monitors or joins has learnt of it. */
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

/** Returns whether somebody must learn of an end for this reason. A kill is meant; a supervisor that gave up is not. */
export function isFailure(reason: ExitReason): boolean {
  if (isShutdown(reason)) return (reason as Shutdown).shutdown instanceof SupervisionError;
  return !isOrderly(reason) && reason !== "killed";
}
