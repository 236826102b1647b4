/**
 * Looking at the model's memory from outside its threads, which only invariants do: each look is noted, so that the
 * explorer knows on which words an invariant depends.
 */

import { ModelError } from "../errors.js";
import type { Cell } from "./memory.js";
import type { ElementView, Scalar } from "./operation.js";

export class Inspection {
  private seen: Set<Cell> | null = null;

  /** Calls `body` with looks allowed; returns the cells it looked at. */
  during(body: () => void): Set<Cell> {
    const seen = new Set<Cell>();
    this.seen = seen;
    try {
      body();
    } finally {
      this.seen = null;
    }
    return seen;
  }

  look(view: ElementView, index: number): Scalar | undefined {
    if (this.seen === null) {
      throw new ModelError("ERR_LOOM_OUTSIDE", "Shared memory of a model was read outside its threads and invariants");
    }
    for (const cell of view.cells(index)) this.seen.add(cell);
    return view.array[index];
  }
}

export const inspection: Inspection = new Inspection();
