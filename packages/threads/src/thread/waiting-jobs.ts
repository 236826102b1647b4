/** The jobs of a thread that no other thread sees yet, by who may run them. One that is not LOCAL any more is stale there, and passed over. */

import { Deque } from "../deque.js";
import type { Pending } from "./pending.js";

export class WaitingJobs {
  readonly queue: Deque<Pending>;
  readonly forks: Deque<Pending>;
  /** Those of other groups. */
  readonly abroad: Deque<Pending>;
  private readonly group: number;

  constructor(group: number) {
    this.queue = new Deque();
    this.forks = new Deque();
    this.abroad = new Deque();
    this.group = group;
  }

  get isEmpty(): boolean {
    return this.queue.length + this.forks.length + this.abroad.length === 0;
  }

  push(pending: Pending): void {
    if (pending.group !== this.group) this.abroad.push(pending);
    else (pending.fork ? this.forks : this.queue).push(pending);
  }

  /** Takes all, stale ones among them. */
  takeAll(): Pending[] {
    const all: Pending[] = [];
    for (const list of [this.queue, this.forks, this.abroad])
      for (let one = list.shift(); one !== undefined; one = list.shift()) all.push(one);
    return all;
  }
}
