/**
 * The class behind a Monitor: which actor or task watches which, and what happens when either ends. A guard also ends its
 * target when its watcher fails, as a link would.
 */
import type { AnyRef, ExitReason } from "@mailslot/actor";
import type { Task } from "@mailslot/core";
import type { Bonds, Watch } from "./bonds.js";
import type { Cascade } from "./cascade.js";
import { DownNotice, type Monitor } from "./signals.js";

export class MonitorCore implements Monitor, Watch {
  readonly watcher: Bonds;
  readonly watched: Bonds;
  /** Whether it ends its target with its watcher, and tells nothing. */
  readonly guards: boolean;
  /** Whether a down signal that was sent and not handled is taken back. */
  flushed: boolean;

  constructor(watcher: Bonds, watched: Bonds, guards: boolean) {
    this.watcher = watcher;
    this.watched = watched;
    this.guards = guards;
    this.flushed = false;
  }

  get target(): AnyRef | Task {
    return this.watched.owner;
  }

  /** Begins to watch. A target that has ended gives a down signal at once. */
  begin(): void {
    if (this.watched.dead) this.notify("noproc", null);
    else if (this.watched !== this.watcher) this.watched.addMonitor(this);
  }

  end(): void {
    this.watched.removeMonitor(this);
  }

  targetDied(reason: ExitReason, cascade: Cascade | null): void {
    if (!this.watcher.dead) this.notify(reason, cascade);
  }

  watcherDied(reason: ExitReason, cascade: Cascade | null): void {
    if (this.guards) this.watched.receiveExit(this.watcher.owner, reason, "link", cascade);
  }

  private notify(reason: ExitReason, cascade: Cascade | null): void {
    if (this.guards) return;
    if (cascade !== null) cascade.seen = true;
    this.watcher.tell(new DownNotice(this, reason));
  }
}
