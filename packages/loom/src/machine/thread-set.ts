/** Sets of threads as the bits of an integer. */

/** Gives the lowest member of a set that has one. */
export function lowest(set: number): number {
  return 31 - Math.clz32(set & -set);
}

/** Lists the members, lowest first. */
export function members(set: number): number[] {
  const ids: number[] = [];
  for (let rest = set; rest !== 0; rest &= rest - 1) ids.push(lowest(rest));
  return ids;
}
