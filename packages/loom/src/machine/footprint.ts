/** What a step depends on: the resources it reads and writes. */

import type { Resource } from "./memory.js";

export class Footprint {
  /** How many of the entries below are in use. */
  count = 0;
  readonly resources: Resource[] = [];
  readonly writes: boolean[] = [];
  /** Whether the step may depend on resources that are not listed. */
  open = false;

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

  copy(): Footprint {
    const copy = new Footprint();
    copy.copyFrom(this);
    return copy;
  }

  /** Tells whether an access to `resource` would not commute with the step. */
  conflicts(resource: Resource, writes: boolean): boolean {
    for (let i = 0; i < this.count; i++) {
      if (this.resources[i] === resource && (writes || this.writes[i])) return true;
    }
    return false;
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
