/** Finds what has changed in rows since they were last sent, so that only that is sent and drawn. */
import type { Rows } from "./frames.js";

export class RowChanges<T extends { readonly key: string }> {
  private sent: Map<string, string>;
  private order: readonly string[] | null;

  constructor() {
    this.sent = new Map();
    this.order = null;
  }

  /** Returns what differs from the last call, and keeps `rows` alone in mind; null when nothing does. */
  next(rows: readonly T[]): Rows<T> | null {
    const before = this.sent;
    this.sent = new Map();
    const changed: T[] = [];
    for (const row of rows) {
      const text = JSON.stringify(row);
      this.sent.set(row.key, text);
      if (before.get(row.key) !== text) changed.push(row);
    }
    const order = [...this.sent.keys()];
    const isSame = this.order !== null && isEqual(this.order, order);
    this.order = order;
    if (isSame) return changed.length === 0 ? null : { changed };
    return { order, changed };
  }
}

function isEqual(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((each, n) => each === other[n]);
}
