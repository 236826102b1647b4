/**
 * Files that a rotation has left beside a followed one, found again by what is in them: one that had the name so shortly
 * that nothing looked, and the copy that was made before a truncation.
 */
import { type BigIntStats, readdirSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { identityOf, isSame, statNow } from "./identity.js";
import { LogFile } from "./log-file.js";

/** Names that a rotation gives: "app.log.1", "app.log-20260131"; not compressed. */
function isRotated(name: string, of: string): boolean {
  return (
    name.length > of.length &&
    name.startsWith(of) &&
    /^[.\-_][\w.\-:]*$/.test(name.slice(of.length)) &&
    !/\.(gz|bz2|xz|zst|lz4|zip|tmp|swp)$/i.test(name)
  );
}

interface Sibling {
  readonly file: LogFile;
  readonly stats: BigIntStats;
}

/** Opens the rotated files beside `path` that `wanted` takes. */
function open(path: string, wanted: (stats: BigIntStats) => boolean): Sibling[] {
  const of = basename(path);
  const siblings: Sibling[] = [];
  for (const name of namesBeside(path)) {
    const at = join(dirname(path), name);
    const stats = isRotated(name, of) ? statNow(at) : null;
    const file = stats?.isFile() && stats.size > 0n && wanted(stats) ? LogFile.open(at) : null;
    if (file !== null) siblings.push({ file, stats: stats as BigIntStats });
  }
  return siblings;
}

function namesBeside(path: string): string[] {
  try {
    return readdirSync(dirname(path));
  } catch {
    return []; // the folder has gone, or may not be read: nothing is found
  }
}

/** Returns the files that had the name of `path` after `last` and before `next`, whose beginnings are not known. */
export function between(path: string, last: LogFile, next: LogFile, isKnown: (head: string) => boolean): LogFile[] {
  const [from, to] = [last.identity.made, next.identity.made];
  if (from === 0n || to === 0n) return []; // the file system does not keep when a file was made
  const known = [last.identity, next.identity];
  const isBetween = ({ birthtimeNs: made }: BigIntStats): boolean => made >= from && made <= to; // clocks are coarse
  const all = open(path, (stats) => isBetween(stats) && !known.some((each) => isSame(each, identityOf(stats))));
  all.sort((a, b) => Number(a.stats.birthtimeNs - b.stats.birthtimeNs || a.stats.ctimeNs - b.stats.ctimeNs));
  return keep(all, (file) => !isKnown(file.head()));
}

/**
 * Returns the copies of `file` that were made since it was read at `readAt`, in ms: as it was before its truncation, from
 * where that was read, and what was written, copied and truncated after that.
 */
export function copiesOf(path: string, file: LogFile, readAt: number, isKnown: (head: string) => boolean): LogFile[] {
  const all = open(path, ({ ctimeMs }) => Number(ctimeMs) >= readAt);
  all.sort((a, b) => Number(a.stats.ctimeNs - b.stats.ctimeNs));
  return keep(all, (copy) => copy.continues(file) || !isKnown(copy.head()));
}

function keep(siblings: Sibling[], wanted: (file: LogFile) => boolean): LogFile[] {
  return siblings.flatMap(({ file }) => {
    if (wanted(file)) return [file];
    file.close();
    return [];
  });
}
