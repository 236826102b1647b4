/** None, one or many: nearly everybody has at most one link and one monitor, and a set takes 200 bytes. */

export type Few<T extends object> = T | Set<T> | null;

/** Returns `few` with `item` in it. */
export function including<T extends object>(few: Few<T>, item: T): Few<T> {
  if (few === null || few === item) return item;
  if (few instanceof Set) return few.add(item);
  return new Set([few, item]);
}

/** Returns `few` without `item`. */
export function without<T extends object>(few: Few<T>, item: T): Few<T> {
  if (few === item) return null;
  if (few instanceof Set) few.delete(item);
  return few;
}

/** Returns whether `item` is among `few`. */
export function includes<T extends object>(few: Few<T>, item: T): boolean {
  return few === item || (few instanceof Set && few.has(item));
}

/** Calls `action` with each. */
export function forEach<T extends object>(few: Few<T>, action: (item: T) => void): void {
  if (few instanceof Set) few.forEach(action);
  else if (few !== null) action(few);
}
