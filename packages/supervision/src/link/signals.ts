/** The signals of links and monitors: exit signals and down signals. */
import type { AnyRef, ExitReason, Signal } from "@mailslot/actor";
import type { Task } from "@mailslot/core";
import { isReadable } from "@mailslot/core/engine";

/** How an exit signal came to be: by `exit`, by a link, or from the supervisor of its receiver. */
export type ExitCause = "exit" | "link" | "parent";

/** One monitor, as `monitor` returns it, `demonitor` takes it and a down signal names it. */
export interface Monitor {
  /** The actor or task that is watched. */
  readonly target: AnyRef | Task;
}

/**
 * Tells an actor or task that traps exits that one it is linked to has ended, or that another has called `exit` on it.
 * `from` is the one that ended or called.
 */
export interface ExitSignal extends Signal {
  readonly type: "exit";
}

/** Tells an actor or task that one it monitors has ended. */
export interface DownSignal extends Signal {
  readonly type: "down";
  /** What `monitor` has returned. */
  readonly monitor: Monitor;
}

/**
 * Returns whether `signal` is an exit signal.
 *
 * @example
 * ```ts
 * import { go } from "@mailslot/core";
 * import { goLinked, isExit, signals, trapExits } from "@mailslot/supervision";
 *
 * await go(function* () {
 *   trapExits(true);
 *   goLinked(() => "done");
 *   const signal = yield* signals();
 *   console.log(isExit(signal) && signal.reason); // normal
 * });
 * ```
 */
export function isExit(signal: Signal): signal is ExitSignal {
  return signalType(signal) === "exit";
}

/**
 * Returns whether `signal` is a down signal.
 *
 * @example
 * ```ts
 * import { go } from "@mailslot/core";
 * import { isDown, monitor, signals } from "@mailslot/supervision";
 *
 * await go(function* () {
 *   const bond = monitor(go(() => "done"));
 *   const signal = yield* signals();
 *   console.log(isDown(signal) && signal.monitor === bond); // true
 * });
 * ```
 */
export function isDown(signal: Signal): signal is DownSignal {
  return signalType(signal) === "down";
}

/** What is not a signal has none, though a type said otherwise. */
function signalType(signal: Signal): unknown {
  return isReadable(signal) ? signal.type : undefined;
}

/** Stands for the sender of an exit signal that was sent outside every actor and task. */
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
  readonly monitor: Monitor & { readonly flushed: boolean };
  readonly reason: ExitReason;

  constructor(monitor: Monitor & { readonly flushed: boolean }, reason: ExitReason) {
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
