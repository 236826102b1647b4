/** Which file a name means: by device, number, and the time of its making, since systems give numbers out again. */
import * as fs from "node:fs";

export interface Identity {
  readonly dev: bigint;
  readonly ino: bigint;
  /** In ns; 0 where the file system does not keep it. */
  readonly made: bigint;
}

export function identityOf(stats: fs.BigIntStats | null): Identity | null {
  return stats && { dev: stats.dev, ino: stats.ino, made: stats.birthtimeNs };
}

export function isSame(one: Identity | null, other: Identity | null): boolean {
  if (one === null || other === null) return one === other;
  return one.dev === other.dev && one.ino === other.ino && one.made === other.made;
}

/** Looks a name up; null when it cannot be looked up, whyever. */
export function statNow(path: string): fs.BigIntStats | null {
  try {
    return fs.statSync(path, { bigint: true, throwIfNoEntry: false }) ?? null;
  } catch {
    return null;
  }
}
