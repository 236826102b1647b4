/**
 * Files that a rotation has left beside a followed one, found again by what is in them: one that had the name so shortly
 * that nothing looked, and the copy that was made before a truncation. No clock tells which those are: they are new, or
 * have been written, since the last look at the folder.
 *
 * Invariants: `known` is what there was at the last look, by identity, and when each was written.
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

/** Whether the beginning of a file is that of one that was read. */
type IsKnown = (head: string) => boolean;

export class Siblings {
  private readonly path: string;
  private known: Map<string, bigint>;

  constructor(path: string) {
    this.path = path;
    this.known = new Map();
    this.look(() => undefined);
  }

  /** Returns the files that had the name after `last` and before `next`, whose beginnings are not known. */
  between(last: LogFile, next: LogFile, isKnown: IsKnown): LogFile[] {
    const fresh = this.fresh((stats) => ![last, next].some((each) => isSame(each.identity, identityOf(stats))));
    fresh.sort((a, b) => Number(a.stats.birthtimeNs - b.stats.birthtimeNs || a.stats.ctimeNs - b.stats.ctimeNs));
    return keep(fresh, (file) => !isKnown(file.head()));
  }

  /**
   * Returns the copies of `file`: as it was before its truncation, from where that was read, and what was written, copied
   * and truncated after that.
   */
  copiesOf(file: LogFile, isKnown: IsKnown): LogFile[] {
    const fresh = this.fresh(() => true);
    fresh.sort((a, b) => Number(a.stats.ctimeNs - b.stats.ctimeNs));
    return keep(fresh, (copy) => copy.continues(file) || !isKnown(copy.head()));
  }

  /** Opens the files that are new, or were written, since the last look. */
  private fresh(wanted: (stats: BigIntStats) => boolean): Sibling[] {
    const { known } = this;
    const fresh: Sibling[] = [];
    this.look((at, stats, key) => {
      if (stats.size === 0n || known.get(key) === stats.mtimeNs || !wanted(stats)) return;
      const file = LogFile.open(at);
      if (file !== null) fresh.push({ file, stats });
    });
    return fresh;
  }

  /** Looks at the rotated files that there are. */
  private look(see: (at: string, stats: BigIntStats, key: string) => void): void {
    this.known = new Map();
    const of = basename(this.path);
    for (const name of namesBeside(this.path)) {
      const at = join(dirname(this.path), name);
      const stats = isRotated(name, of) ? statNow(at) : null;
      if (stats?.isFile() !== true) continue;
      const key = `${stats.dev}:${stats.ino}:${stats.birthtimeNs}`;
      this.known.set(key, stats.mtimeNs);
      see(at, stats, key);
    }
  }
}

function namesBeside(path: string): string[] {
  try {
    return readdirSync(dirname(path));
  } catch {
    return []; // the folder has gone, or may not be read: nothing is found
  }
}

function keep(siblings: Sibling[], wanted: (file: LogFile) => boolean): LogFile[] {
  return siblings.flatMap(({ file }) => {
    if (wanted(file)) return [file];
    file.close();
    return [];
  });
}
