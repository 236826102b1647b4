/** The signals of a plain task, which has no `signal` hook: a source that it waits on. */
import type { Signal } from "@mailslot/actor";
import { type NotReady, notReady, QueuedSource } from "@mailslot/core";

export class Inbox extends QueuedSource<Signal> {
  private readonly queue: Signal[];
  private readonly owner: string;

  constructor(owner: string) {
    super();
    this.queue = [];
    this.owner = owner;
  }

  put(signal: Signal): void {
    const waiter = this.waiters.take();
    if (waiter === null) this.queue.push(signal);
    else waiter.deliver(signal);
  }

  poll(): Signal | NotReady {
    for (let next = this.queue.shift(); next !== undefined; next = this.queue.shift()) {
      if (next.withdrawn !== true) return next;
    }
    return notReady;
  }

  override describe(): string {
    return `the signals of ${this.owner}`;
  }
}
