/** What links and monitors tell: exit signals and down signals. */
import type { ExitReason, Signal } from "@mailslot/actor";
import type { Monitor } from "./monitor.js";
import type { MonitorNode } from "./monitor-node.js";

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

/** Whether the exit signals of a link have been taken back. */
export interface Recall {
  done: boolean;
}

export class ExitNotice implements ExitSignal {
  declare readonly type: "exit";
  readonly from: object;
  readonly reason: ExitReason;
  private readonly recall: Recall | null;

  constructor(from: object, reason: ExitReason, recall: Recall | null) {
    this.from = from;
    this.reason = reason;
    this.recall = recall;
  }

  get withdrawn(): boolean {
    return this.recall?.done === true;
  }
}
(ExitNotice.prototype as { type: string }).type = "exit";

export class DownNotice implements DownSignal {
  declare readonly type: "down";
  readonly monitor: MonitorNode;
  readonly reason: ExitReason;

  constructor(monitor: MonitorNode, reason: ExitReason) {
    this.monitor = monitor;
    this.reason = reason;
  }

  get from(): object {
    return this.monitor.target;
  }

  get withdrawn(): boolean {
    return this.monitor.flushed;
  }
}
(DownNotice.prototype as { type: string }).type = "down";
