/** What an index holds: the size of everything below a folder, by its path. Links are not followed. */
export type Index = Map<string, number>;

/** Returns the bytes of all files together. */
export function totalOf(index: Index): number {
  let total = 0;
  for (const size of index.values()) total += size;
  return total;
}
