/**
 * Changes of a file as a source. The folder is watched, not the file, so that a file that takes the place of another, or
 * comes late, is noticed; what has happened is found by looking at the file, when something waits: however much has
 * happened since the last look, it is one change, and nothing piles up.
 *
 * Invariants: at most one look is under way; `stale` when something may have happened since it began.
 */
import * as fs from "node:fs";
import { basename, dirname, resolve } from "node:path";
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
import { checkWhole } from "../source/argument.js";

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
  /** Also looks every so many ms, for file systems that tell of no changes (networks). Off by default. */
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
  checkWhole("the time between looks", options.every, 1);
  return new WatchOf(new NextChange(currentScheduler(), path, options.every));
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
  private readonly watcher: fs.FSWatcher;
  private readonly timer: NodeJS.Timeout | null;
  private seen: fs.Stats | null;
  private stale: boolean;
  private looking: boolean;
  private ending: Error | null;

  constructor(scheduler: Scheduler, path: string, every: number | undefined) {
    super();
    this.home = OPERATION;
    this.scheduler = scheduler;
    this.path = resolve(path);
    const name = basename(this.path);
    this.watcher = watcherOf(this.path, (_, changed) => {
      if (changed === null || changed === name) this.touched();
    });
    this.watcher.on("error", (error) => this.end(ioError(`watching ${this.path}`, error)));
    this.watcher.unref();
    this.timer = every === undefined ? null : setInterval(() => this.touched(), every).unref();
    this.seen = fs.statSync(this.path, { throwIfNoEntry: false }) ?? null;
    this.stale = false;
    this.looking = false;
    this.ending = null;
  }

  poll(): FileChange | NotReady {
    checkHome(this);
    if (this.ending !== null) throw this.ending;
    return notReady;
  }

  override subscribe(waiter: Waiter<FileChange>): void {
    super.subscribe(waiter);
    this.watcher.ref();
    this.timer?.ref();
    if (this.stale) this.look();
  }

  override unsubscribe(waiter: Waiter<FileChange>): void {
    super.unsubscribe(waiter);
    this.restIfUnused();
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
    fs.stat(this.path, (error, stats) => {
      this.looking = false;
      if (this.ending !== null) return;
      if (error !== null && error.code !== "ENOENT") this.end(ioError(`looking at ${this.path}`, error));
      else this.looked(error === null ? stats : null);
    });
  }

  private looked(now: fs.Stats | null): void {
    const change = changeOf(this.seen, now);
    const waiter = change === null ? null : this.waiters.take();
    if (change !== null && waiter === null)
      this.stale = true; // the next wait looks again
    else this.seen = now;
    if (change !== null && waiter !== null) this.scheduler.io(() => waiter.deliver(change));
    if (this.stale && this.waiters.head !== null) this.look();
    this.restIfUnused();
  }

  private restIfUnused(): void {
    if (this.waiters.head !== null) return;
    this.watcher.unref();
    this.timer?.unref();
  }

  private end(error: Error): void {
    if (this.ending !== null) return;
    this.ending = error;
    this.watcher.close();
    if (this.timer !== null) clearInterval(this.timer);
    this.scheduler.io(() => this.waiters.failAll(() => error));
  }
}

function watcherOf(path: string, heard: fs.WatchListener<string>): fs.FSWatcher {
  try {
    return fs.watch(dirname(path), heard);
  } catch (error) {
    throw ioError(`watching ${path}`, error);
  }
}

function changeOf(before: fs.Stats | null, now: fs.Stats | null): FileChange | null {
  if (now === null) return before === null ? null : { kind: "removed", size: 0 };
  const { size } = now;
  if (before === null) return { kind: "created", size };
  if (before.ino !== now.ino || before.dev !== now.dev) return { kind: "replaced", size };
  if (size > before.size) return { kind: "grown", size };
  if (size < before.size) return { kind: "truncated", size };
  return before.mtimeMs === now.mtimeMs ? null : { kind: "changed", size };
}
