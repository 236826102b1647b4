/** One monitor: who watches whom, and what happens when either ends. A guard ends its target with its watcher. */
import type { AnyRef, ExitReason } from "@mailslot/actor";
import type { Task } from "@mailslot/core";
import type { Bonds } from "./bonds.js";
import type { Cascade } from "./cascade.js";
import type { Monitor } from "./monitor.js";
import { DownNotice } from "./signals.js";
import { including, without } from "./small-set.js";

export class MonitorNode implements Monitor {
  readonly watcher: Bonds;
  readonly watched: Bonds;
  /** Whether the watcher is told of the end of the target. */
  tells: boolean;
  /** Whether the target gets an exit signal when the watcher ends: as from a supervisor, or as by a link. */
  readonly guards: "parent" | "link" | null;
  /** Whether what it has told, and was not handled, is taken back. */
  flushed: boolean;

  constructor(watcher: Bonds, watched: Bonds, tells: boolean, guards: "parent" | "link" | null) {
    this.watcher = watcher;
    this.watched = watched;
    this.tells = tells;
    this.guards = guards;
    this.flushed = false;
  }

  get target(): AnyRef | Task {
    return this.watched.owner;
  }

  /** Begins. The dead are told of at once. */
  begin(): void {
    const { watcher, watched } = this;
    if (watched.dead) {
      this.notify("noproc", null);
      return;
    }
    if (watched === watcher) return;
    watched.monitors = including(watched.monitors, this as MonitorNode);
    watcher.held = including(watcher.held, this as MonitorNode);
  }

  end(): void {
    this.watched.monitors = without(this.watched.monitors, this as MonitorNode);
    this.watcher.held = without(this.watcher.held, this as MonitorNode);
  }

  targetDied(reason: ExitReason, cascade: Cascade | null): void {
    this.watcher.held = without(this.watcher.held, this as MonitorNode);
    if (this.tells && !this.watcher.dead) this.notify(reason, cascade);
  }

  watcherDied(reason: ExitReason, cascade: Cascade | null): void {
    const { watched, watcher, guards } = this;
    watched.monitors = without(watched.monitors, this as MonitorNode);
    if (guards !== null) watched.receiveExit(watcher.owner, reason, guards, cascade);
  }

  protected notify(reason: ExitReason, cascade: Cascade | null): void {
    if (cascade !== null) cascade.seen = true;
    this.watcher.tell(new DownNotice(this, reason));
  }
}
