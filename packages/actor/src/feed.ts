/** A feed of what happens on this thread: dead letters, or the reports of supervisors. It costs next to nothing unheard. */
import { type Broadcast, type BroadcastReceiver, broadcast } from "@mailslot/core";

/** How many entries a receiver may be behind. */
const KEPT = 1024;

export class Feed<T> {
  private entries: Broadcast<T> | null;

  constructor() {
    this.entries = null;
  }

  /** Subscribes to what happens from now on. A receiver that falls behind by 1,024 entries misses the oldest. */
  subscribe(): BroadcastReceiver<T> {
    this.entries ??= broadcast<T>(KEPT);
    return this.entries.subscribe();
  }

  /** Whether there has ever been a subscriber; if not, an entry need not be made. */
  get isHeard(): boolean {
    return this.entries !== null;
  }

  send(entry: T): void {
    this.entries?.send(entry);
  }
}
