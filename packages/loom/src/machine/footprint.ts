/** What a step depends on: the resources it reads and writes. One object is used again for every step. */

import type { Resource } from "./memory.js";

export class Footprint {
  /** How many of the entries below belong to the present step. */
  count = 0;
  readonly resources: Resource[] = [];
  readonly writes: boolean[] = [];

  add(resource: Resource, writes: boolean): void {
    this.resources[this.count] = resource;
    this.writes[this.count++] = writes;
  }

  /** Tells whether an access to `resource` would not commute with the step. */
  conflicts(resource: Resource, writes: boolean): boolean {
    for (let i = 0; i < this.count; i++) {
      if (this.resources[i] === resource && (writes || this.writes[i])) return true;
    }
    return false;
  }
}
