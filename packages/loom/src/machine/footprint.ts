/**
 * What a step depends on: the resources it reads and writes. A dependence must not come and go with steps that are
 * independent of both, so what an operation does to one word may not decide what it touches of another: it then counts as
 * the most that it can do. See docs/decisions/0101-loom-reduction.md.
 */

import type { Cell, Resource, Waiter } from "./memory.js";
import { COMPARE_EXCHANGE, type Operation } from "./operation.js";

export class Footprint {
  /** How many of the entries below are in use. */
  count = 0;
  readonly resources: Resource[];
  readonly writes: boolean[];
  /** Whether the step may depend on resources that are not listed. */
  open = false;

  constructor(resources: Resource[] = [], writes: boolean[] = []) {
    this.resources = resources;
    this.writes = writes;
  }

  clear(): void {
    this.count = 0;
    this.open = false;
  }

  add(resource: Resource, writes: boolean): void {
    this.resources[this.count] = resource;
    this.writes[this.count++] = writes;
  }

  /** Takes over the entries of another footprint. */
  copyFrom(other: Footprint): void {
    const { count, resources, writes } = other;
    this.count = count;
    this.open = other.open;
    for (let i = 0; i < count; i++) {
      this.resources[i] = resources[i]!;
      this.writes[i] = writes[i]!;
    }
  }

  /** Makes a copy that takes no more room than its entries: trees keep many. */
  copy(): Footprint {
    const { count, resources, writes, open } = this;
    const copy = new Footprint(resources.slice(0, count), writes.slice(0, count));
    copy.count = count;
    copy.open = open;
    return copy;
  }

  /** Tells whether an access to `resource` would not commute with the step. */
  conflicts(resource: Resource, writes: boolean): boolean {
    for (let i = 0; i < this.count; i++) {
      if (this.resources[i] === resource && (writes || this.writes[i])) return true;
    }
    return false;
  }

  /** Tells whether the step changes a resource. */
  writesTo(resource: Resource): boolean {
    return this.has(resource, true);
  }

  /** Tells whether every step that meets this footprint meets another. */
  isWithin(other: Footprint): boolean {
    if (this.open) return false;
    for (let i = 0; i < this.count; i++) if (!other.has(this.resources[i]!, this.writes[i]!)) return false;
    return true;
  }

  private has(resource: Resource, writes: boolean): boolean {
    for (let i = 0; i < this.count; i++) {
      if (this.resources[i] === resource && (this.writes[i] || !writes)) return true;
    }
    return false;
  }

  /** Tells whether a step with another footprint would not commute with this one. */
  meets(other: Footprint): boolean {
    if (this.open || other.open) return true;
    for (let i = 0; i < other.count; i++) if (this.conflicts(other.resources[i]!, other.writes[i]!)) return true;
    return false;
  }
}

export function touchCell(footprint: Footprint, cell: Cell, writes: boolean): void {
  footprint.add(cell.resource, writes);
  if (!writes) return;
  for (const watcher of cell.watchers) footprint.add(watcher, true);
}

/**
 * Tells whether an operation is a compare-exchange of several cells. That counts as a write of all, even if it fails:
 * whether it writes one of them depends on the others.
 */
export function exchangesSeveral({ kind, cells }: Operation): boolean {
  return kind === COMPARE_EXCHANGE && cells.length > 1;
}

/** Notes a notify that wakes the given waiters; one that wakes none leaves the list as it is. */
export function touchNotify(footprint: Footprint, { cells }: Operation, woken: readonly Waiter[]): void {
  footprint.add(cells[0]!.queueResource, woken.length > 0);
  for (const { thread, promise } of woken) if (promise >= 0) footprint.add(thread.answersResource, true);
}

/** Lists the waiters that a notify wakes. */
export function wokenBy({ a }: Operation, queue: readonly Waiter[]): readonly Waiter[] {
  const count = a as number;
  return count < queue.length ? queue.slice(0, count) : queue;
}
