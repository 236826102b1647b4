/**
 * The signals of a plain task, which has no `signal` hook: a source that it waits on. A task may monitor a hundred thousand
 * others, so taking one must not move the rest.
 *
 * Invariants: `leaving` are the oldest signals, the oldest last; those in `arrived` came after all of them.
 */
import type { Signal } from "@mailslot/actor";
import { type NotReady, notReady, QueuedSource } from "@mailslot/core";
import { deliver } from "@mailslot/core/engine";

export class Inbox extends QueuedSource<Signal> {
  private arrived: Signal[];
  private leaving: Signal[];
  private readonly owner: string;

  constructor(owner: string) {
    super();
    this.arrived = [];
    this.leaving = [];
    this.owner = owner;
  }

  put(signal: Signal): void {
    const waiter = this.waiters.take();
    if (waiter === null) this.arrived.push(signal);
    else deliver(waiter, signal);
  }

  poll(): Signal | NotReady {
    for (let next = this.take(); next !== undefined; next = this.take()) {
      if (next.withdrawn !== true) return next;
    }
    return notReady;
  }

  private take(): Signal | undefined {
    if (this.leaving.length === 0) [this.leaving, this.arrived] = [this.arrived.reverse(), this.leaving];
    return this.leaving.pop();
  }

  override describe(): string {
    return `the signals of ${this.owner}`;
  }
}
