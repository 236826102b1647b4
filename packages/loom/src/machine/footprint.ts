// What a step depends on: the places it reads and writes. One object is used again for every step.

import type { Place } from "./memory.js";

export class Footprint {
  /** How many of the entries below belong to the present step. */
  count = 0;
  readonly places: Place[] = [];
  readonly writes: boolean[] = [];

  add(place: Place, writes: boolean): void {
    this.places[this.count] = place;
    this.writes[this.count++] = writes;
  }

  /** Tells whether an access to `place` would not commute with the step. */
  conflicts(place: Place, writes: boolean): boolean {
    for (let i = 0; i < this.count; i++) {
      if (this.places[i] === place && (writes || this.writes[i])) return true;
    }
    return false;
  }
}
