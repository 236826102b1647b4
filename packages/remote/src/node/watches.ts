/**
 * The actors here of whose end one other node wants to hear. See docs/decisions/0503-watches-are-taken-back.md.
 *
 * Invariants: there is one watch at most for each actor; it is in `watches` until it is taken back or its actor has ended, and nothing
 * here is left of it then.
 */
import { type ExitReason, isRef } from "@mailslot/actor";
import { reasonOf } from "@mailslot/actor/engine";
import { type TaskOutcome, watchEnd } from "@mailslot/core";
import { unwatchEnd } from "@mailslot/core/engine";
import { deliverMonitor } from "@mailslot/supervision";
import { DOWN, type Frame } from "../frame/frame.js";
import { type Local, type LocalActors, taskBehind } from "./actors.js";

/** The connection that it came by. */
export interface WatchPath {
  readonly actors: LocalActors;
  send(frame: Frame): void;
  /** Sends a frame whose field `at` is a reason, which goes as a text if it cannot cross. */
  sendReason(frame: Frame, at: number): void;
}

interface Watch {
  /** Whether a failure counts as seen. */
  readonly sees: boolean;
  takeBack(): void;
}

export class Watches {
  private readonly path: WatchPath;
  private readonly watches: Map<number, Watch>;

  constructor(path: WatchPath) {
    this.path = path;
    this.watches = new Map();
  }

  get size(): number {
    return this.watches.size;
  }

  /** Begins to watch an actor, or to see a failure of one that is watched. */
  watch(actor: number, sees: boolean): void {
    const local = this.path.actors.find(actor);
    if (local === null || !isAlive(local)) {
      this.path.send([DOWN, actor, "noproc"]);
      return;
    }
    const known = this.watches.get(actor);
    if (known !== undefined && (known.sees || !sees)) return;
    known?.takeBack();
    const watch = { sees, takeBack() {} };
    this.watches.set(actor, watch);
    watch.takeBack = sees
      ? deliverMonitor(local, (reason) => this.ended(actor, reason)) // a task that was killed, and cleans up, has ended at once
      : onEnd(local, (reason) => this.ended(actor, reason));
  }

  unwatch(actor: number): void {
    this.watches.get(actor)?.takeBack();
    this.watches.delete(actor);
  }

  private ended(actor: number, reason: ExitReason): void {
    this.watches.delete(actor);
    this.path.sendReason([DOWN, actor, reason], 2);
  }

  /** Takes all back: the node can be reached no more. */
  endAll(): void {
    for (const actor of [...this.watches.keys()]) this.unwatch(actor);
  }
}

/** Calls `ended` at the end, which a failure is not seen by; returns what takes that back. */
function onEnd(local: Local, ended: (reason: ExitReason) => void): () => void {
  const task = taskBehind(local);
  const watcher = {
    ended(outcome: TaskOutcome<unknown>) {
      ended(outcome.status === "completed" && !isRef(local) ? "normal" : reasonOf(outcome));
      return false;
    },
  };
  watchEnd(task, watcher);
  return () => unwatchEnd(task, watcher);
}

/** Whether it has not ended: an actor that drains takes nothing more, and lives. */
function isAlive(local: Local): boolean {
  return !["completed", "failed", "cancelled"].includes(taskBehind(local).status);
}
