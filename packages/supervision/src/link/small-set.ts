/** A set of none, one or many. */

/** Most actors have at most one link and one monitor, and a Set takes 200 bytes. */
export type SmallSet<T extends object> = T | Set<T> | null;

/** Returns `set` with `item` in it. */
export function including<T extends object>(set: SmallSet<T>, item: T): SmallSet<T> {
  if (set === null || set === item) return item;
  if (set instanceof Set) return set.add(item);
  return new Set([set, item]);
}

/** Returns `set` without `item`. */
export function without<T extends object>(set: SmallSet<T>, item: T): SmallSet<T> {
  if (set === item) return null;
  if (!(set instanceof Set)) return set;
  set.delete(item);
  return set.size === 0 ? null : set;
}

export function includes<T extends object>(set: SmallSet<T>, item: T): boolean {
  return set === item || (set instanceof Set && set.has(item));
}

/** Calls `action` with each item. */
export function forEach<T extends object>(set: SmallSet<T>, action: (item: T) => void): void {
  if (set instanceof Set) set.forEach(action);
  else if (set !== null) action(set);
}
