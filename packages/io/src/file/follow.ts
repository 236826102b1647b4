/**
 * What is written to a file, as it is written, as `tail -F` gives it: past rotation and truncation.
 *
 * Invariants: at most one read is under way; `position` is where it reads in the file that is open.
 */
import * as fs from "node:fs";
import {
  currentScheduler,
  type NotReady,
  notReady,
  QueuedSource,
  type Scheduler,
  type Source,
  type Waiter,
} from "@mailslot/core";
import { ioError } from "../errors.js";
import { checkHome, homeOf, OPERATION, type Owned } from "../ownership.js";
import { FILE_CHUNK } from "../policy.js";
import type { ByteSource } from "../source/bytes.js";
import { type FileChange, type FileWatch, type WatchFileOptions, watchFile } from "./watch-file.js";

/** How to follow a file. */
export interface FollowOptions extends WatchFileOptions {
  /** Where to begin: at the "end" (the default) of what is there now, or at the "start". */
  readonly from?: "end" | "start";
}

/** Gives what is written to a file. `using` closes it. */
export interface Following extends ByteSource, Disposable {
  /** The path as it was given. */
  readonly path: string;
  /** Reads what was written since, or waits for more; it never ends by itself. Fails as {@link FileWatch} does. */
  read(): Source<Buffer | undefined>;
  /** Stops following; a wait gets the end, undefined. */
  close(): void;
}

/**
 * Follows a file as it grows: `lines(follow(path))` are its new lines. When it becomes shorter, reading goes on at its
 * beginning (unless it has grown past what was read again before it was looked at: that cannot be told); when another takes its
 * name, the old one is read to its end, and then the new one from its beginning. It need not exist yet. Throws as
 * {@link watchFile} does.
 *
 * @example
 * ```ts
 * import { appendFileSync, mkdtempSync, writeFileSync } from "node:fs";
 * import { tmpdir } from "node:os";
 * import { join } from "node:path";
 * import { follow, lines } from "@mailslot/io";
 *
 * const log = join(mkdtempSync(join(tmpdir(), "follow-")), "app.log");
 * writeFileSync(log, "started\n");
 * using growing = follow(log, { from: "start" });
 * const all = lines(growing);
 * console.log(await all.recv()); // started
 * appendFileSync(log, "ready\n");
 * console.log(await all.recv()); // ready
 * ```
 */
export function follow(path: string, options: FollowOptions = {}): Following {
  return new FollowOf(new NextGrowth(currentScheduler(), path, options));
}

class FollowOf implements Following {
  readonly home: symbol;
  readonly path: string;
  private readonly next: NextGrowth;

  constructor(next: NextGrowth) {
    this.home = homeOf(next);
    this.path = next.path;
    this.next = next;
  }

  read(): Source<Buffer | undefined> {
    return this.next;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer, void, undefined> {
    for (let chunk = await this.next; chunk !== undefined; chunk = await this.next) yield chunk;
  }

  close(): void {
    this.next.close();
  }

  [Symbol.dispose](): void {
    this.next.close();
  }
}

class NextGrowth extends QueuedSource<Buffer | undefined> implements Owned, Waiter<FileChange> {
  readonly home: symbol;
  readonly scheduler: Scheduler;
  readonly path: string;
  after: Waiter | null;
  before: Waiter | null;
  private readonly watch: FileWatch;
  private fd: number | null;
  private position: number;
  private ahead: Buffer | null;
  private reading: boolean;
  private watching: boolean;
  private closed: boolean;
  private failure: unknown;

  constructor(scheduler: Scheduler, path: string, { from = "end", ...watching }: FollowOptions) {
    super();
    this.home = OPERATION;
    this.scheduler = scheduler;
    this.watch = watchFile(path, watching);
    this.path = this.watch.path;
    this.after = null;
    this.before = null;
    this.fd = openNow(this.path);
    this.position = from === "end" && this.fd !== null ? fs.fstatSync(this.fd).size : 0;
    this.ahead = null;
    this.reading = false;
    this.watching = false;
    this.closed = false;
    this.failure = null;
  }

  poll(): Buffer | undefined | NotReady {
    checkHome(this);
    const { ahead } = this;
    this.ahead = null;
    if (ahead !== null) return ahead;
    if (this.failure !== null) throw this.failure;
    return this.closed ? undefined : notReady;
  }

  override subscribe(waiter: Waiter<Buffer | undefined>): void {
    super.subscribe(waiter);
    this.advance();
  }

  override unsubscribe(waiter: Waiter<Buffer | undefined>): void {
    super.unsubscribe(waiter);
    if (this.waiters.head === null) this.stopWatching();
  }

  override describe(): string {
    return `the growth of ${this.path}`;
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.stopWatching();
    this.watch.close();
    if (!this.reading) this.letGo();
    this.scheduler.io(() => this.waiters.deliverAll(undefined));
  }

  /** Reads on; at the end of what is there, waits for a change. */
  private advance(): void {
    if (this.reading || this.watching || this.closed || this.failure !== null) return;
    if (this.fd === null) {
      this.goOn();
      return;
    }
    this.reading = true;
    fs.read(this.fd, Buffer.allocUnsafe(FILE_CHUNK), 0, FILE_CHUNK, this.position, (error, count, buffer) => {
      this.reading = false;
      if (this.closed) this.letGo();
      else if (error !== null) this.broke(ioError(`reading ${this.path}`, error));
      else if (count > 0) this.came(buffer.subarray(0, count));
      else this.goOn();
    });
  }

  private came(chunk: Buffer): void {
    this.position += chunk.length;
    const waiter = this.waiters.take();
    if (waiter === null) this.ahead = chunk;
    else this.scheduler.io(() => waiter.deliver(chunk));
    if (this.waiters.head !== null) this.advance();
  }

  /** Everything is read: another file, this one from its beginning, or a wait for a change. */
  private goOn(): void {
    try {
      if (this.moveOn()) this.advance();
      else if (this.waiters.head !== null) this.startWatching();
    } catch (error) {
      this.broke(ioError(`following ${this.path}`, error));
    }
  }

  private moveOn(): boolean {
    const named = fs.statSync(this.path, { throwIfNoEntry: false });
    if (named === undefined) return false;
    const open = this.fd === null ? null : fs.fstatSync(this.fd);
    if (open !== null && open.ino === named.ino && open.dev === named.dev) {
      if (open.size >= this.position) return open.size > this.position;
      this.position = 0;
      return open.size > 0;
    }
    this.letGo();
    this.fd = openNow(this.path);
    this.position = 0;
    return this.fd !== null;
  }

  private startWatching(): void {
    if (this.watching) return;
    const changes = this.watch.recv();
    changes.poll();
    this.watching = true;
    changes.subscribe(this);
  }

  private stopWatching(): void {
    if (this.watching) this.watch.recv().unsubscribe(this);
    this.watching = false;
  }

  private letGo(): void {
    if (this.fd !== null) fs.closeSync(this.fd);
    this.fd = null;
  }

  private broke(error: unknown): void {
    this.failure = error;
    this.watch.close();
    this.letGo();
    this.scheduler.io(() => this.waiters.failAll(() => error));
  }

  // As a waiter for changes

  claim(): boolean {
    this.watching = false;
    return true;
  }

  deliver(): void {
    this.advance();
  }

  fail(error: unknown): void {
    if (!this.closed) this.broke(error);
  }
}

function openNow(path: string): number | null {
  try {
    return fs.openSync(path, "r");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw ioError(`following ${path}`, error);
  }
}
