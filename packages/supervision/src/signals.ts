/** What links and monitors tell: exit signals and down signals. */
import type { ExitReason, Signal } from "@mailslot/actor";
import type { Monitor } from "./monitor.js";

/** Somebody linked has ended, or somebody has called `exit`; comes to those who trap exits. */
export interface ExitSignal extends Signal {
  readonly type: "exit";
}

/** Somebody monitored has ended. */
export interface DownSignal extends Signal {
  readonly type: "down";
  readonly monitor: Monitor;
}

/** Returns whether `signal` is an exit signal. */
export function isExit(signal: Signal): signal is ExitSignal {
  return signal.type === "exit";
}

/** Returns whether `signal` tells the end of somebody monitored. */
export function isDown(signal: Signal): signal is DownSignal {
  return signal.type === "down";
}

/** The sender of what is sent outside every actor and task. */
export const outside: { readonly name: string } = { name: "outside every task" };

export class ExitNotice implements ExitSignal {
  declare readonly type: "exit";
  readonly from: object;
  readonly reason: ExitReason;
  withdrawn: boolean;

  constructor(from: object, reason: ExitReason) {
    this.from = from;
    this.reason = reason;
    this.withdrawn = false;
  }
}
(ExitNotice.prototype as { type: string }).type = "exit";

export class DownNotice implements DownSignal {
  declare readonly type: "down";
  readonly monitor: Monitor;
  readonly from: object;
  readonly reason: ExitReason;
  withdrawn: boolean;

  constructor(monitor: Monitor, from: object, reason: ExitReason) {
    this.monitor = monitor;
    this.from = from;
    this.reason = reason;
    this.withdrawn = false;
  }
}
(DownNotice.prototype as { type: string }).type = "down";
