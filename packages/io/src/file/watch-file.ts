/**
 * Changes of a file as a source. What has happened is found by looking at the file, when something waits: however much has
 * happened since it was last told, it is one change, and nothing piles up.
 *
 * Invariants: at most one look is under way; `stale` when something may have happened since it began.
 */
import * as fs from "node:fs";
import { resolve } from "node:path";
import {
  ClosedError,
  currentScheduler,
  type NotReady,
  notReady,
  QueuedSource,
  type Receiver,
  type Scheduler,
  type Source,
  type Waiter,
} from "@mailslot/core";
import { untilClosed } from "@mailslot/core/engine";
import { ioError } from "../errors.js";
import { checkHome, homeOf, OPERATION, type Owned } from "../ownership.js";
import { checkOptions, checkPath, checkWhole, LONGEST_TIME } from "../source/argument.js";
import { identityOf, isSame, statNow } from "./identity.js";
import { Watchers } from "./watchers.js";

/** What has become of a file since the last look. */
export interface FileChange {
  /**
   * "grown": it has more bytes than before. "truncated": fewer. "changed": as many, written since. "replaced": another
   * file has its name (rotation). "removed": there is none. "created": there was none.
   */
  readonly kind: "grown" | "truncated" | "changed" | "replaced" | "removed" | "created";
  /** Its size in bytes now; 0 if there is none. */
  readonly size: number;
}

/** How to watch a file. */
export interface WatchFileOptions {
  /** Looks also every so many ms, for what the system does not tell: folders that are replaced, networks. Default: 1,000. */
  readonly every?: number;
}

/** Gives the changes of a file. It can stand as a case of a select, and be iterated over; `using` closes it. */
export interface FileWatch extends Receiver<FileChange>, Disposable {
  /** The path as it was given. */
  readonly path: string;
  /**
   * Waits until the file is another than at the last look, and tells how; the first look is at the call of `watchFile`.
   * Several changes in between are one. The process is kept alive only during a wait. Fails with ClosedError when
   * closed, and with an {@link IoError} when its folder is not there.
   */
  recv(): Source<FileChange>;
  /** Stops watching; waits fail with ClosedError. */
  close(): void;
}

/**
 * Watches a file, from now on; it need not exist, but its folder must. Throws an {@link IoError} if that cannot be watched:
 * `ERR_MAILSLOT_NOT_FOUND`, `…_DENIED`, `…_LIMIT`.
 *
 * @example
 * ```ts
 * import { mkdtempSync, writeFileSync } from "node:fs";
 * import { tmpdir } from "node:os";
 * import { join } from "node:path";
 * import { watchFile } from "@mailslot/io";
 *
 * const settings = join(mkdtempSync(join(tmpdir(), "watch-")), "settings.json");
 * using changes = watchFile(settings);
 * writeFileSync(settings, "{}");
 * const { path } = await changes.recv().then(() => changes);
 * console.log(path === settings); // true
 * ```
 */
export function watchFile(path: string, options: WatchFileOptions = {}): FileWatch {
  checkPath(path);
  checkOptions("watchFile", options, "{ every: 1_000 }");
  const { every } = options;
  checkWhole("the time between looks", every, 1, LONGEST_TIME);
  return new WatchOf(new NextChange(currentScheduler(), path, every));
}

class WatchOf implements FileWatch {
  readonly home: symbol;
  readonly path: string;
  private readonly next: NextChange;

  constructor(next: NextChange) {
    this.home = homeOf(next);
    this.path = next.path;
    this.next = next;
  }

  recv(): Source<FileChange> {
    return this.next;
  }

  [Symbol.asyncIterator](): AsyncIterator<FileChange> {
    return untilClosed(this.next);
  }

  close(): void {
    this.next.close();
  }

  [Symbol.dispose](): void {
    this.next.close();
  }
}

class NextChange extends QueuedSource<FileChange> implements Owned {
  readonly home: symbol;
  readonly scheduler: Scheduler;
  readonly path: string;
  private readonly watchers: Watchers;
  /** What was told of last, and what there was at the last look. */
  private seen: fs.BigIntStats | null;
  private found: fs.BigIntStats | null;
  private stale: boolean;
  private looking: boolean;
  private ending: Error | null;

  constructor(scheduler: Scheduler, path: string, every: number | undefined) {
    super();
    this.home = OPERATION;
    this.scheduler = scheduler;
    this.path = resolve(path);
    this.stale = false;
    this.looking = false;
    this.ending = null;
    this.watchers = new Watchers(this.path, every, () => this.touched());
    this.seen = statNow(this.path);
    this.found = this.seen;
  }

  poll(): FileChange | NotReady {
    checkHome(this);
    if (this.ending !== null) throw this.ending;
    const change = changeOf(this.seen, this.found);
    this.seen = this.found;
    if (change !== null) return change;
    if (this.stale) this.look();
    return notReady;
  }

  override subscribe(waiter: Waiter<FileChange>): void {
    super.subscribe(waiter);
    this.watchers.hold(true);
    if (this.stale) this.look();
  }

  override unsubscribe(waiter: Waiter<FileChange>): void {
    super.unsubscribe(waiter);
    this.rest();
  }

  override describe(): string {
    return `a change of ${this.path}`;
  }

  close(): void {
    this.end(new ClosedError(`the watch of ${this.path} is closed`));
  }

  private touched(): void {
    this.stale = true;
    if (this.waiters.head !== null) this.look();
  }

  private look(): void {
    if (this.looking || this.ending !== null) return;
    this.looking = true;
    this.stale = false;
    fs.stat(this.path, { bigint: true }, (error, stats) => {
      this.looking = false;
      if (this.ending !== null) return;
      if (error !== null && error.code !== "ENOENT") this.end(ioError(`looking at ${this.path}`, error));
      else this.looked(error === null ? stats : null);
    });
  }

  private looked(now: fs.BigIntStats | null): void {
    this.found = now;
    const change = changeOf(this.seen, now);
    const waiter = change === null ? null : this.waiters.take();
    if (change !== null && waiter !== null) {
      this.seen = now;
      this.scheduler.io(() => waiter.deliver(change));
    }
    if (this.stale && this.waiters.head !== null) this.look();
    this.rest();
  }

  private rest(): void {
    if (this.waiters.head === null) this.watchers.hold(false);
  }

  private end(error: Error): void {
    if (this.ending !== null) return;
    this.ending = error;
    this.watchers.close();
    this.scheduler.io(() => this.waiters.failAll(() => error));
  }
}

function changeOf(before: fs.BigIntStats | null, now: fs.BigIntStats | null): FileChange | null {
  if (now === null) return before === null ? null : { kind: "removed", size: 0 };
  const size = Number(now.size);
  if (before === null) return { kind: "created", size };
  if (!isSame(identityOf(before), identityOf(now))) return { kind: "replaced", size };
  if (now.size > before.size) return { kind: "grown", size };
  if (now.size < before.size) return { kind: "truncated", size };
  return before.mtimeNs === now.mtimeNs ? null : { kind: "changed", size };
}
