/**
 * What is written to a file, as it is written, as `tail -F` gives it: past rotation and truncation. See
 * docs/decisions/0240-lines-and-growing-files.md and 0244-following-rotated-files.md.
 *
 * Invariants: `files` are open, in the order in which they had the name; the first is read; the last has the name still, or
 * has lost it since the last look. While a wait is entered, `stale` is false.
 */
import { resolve } from "node:path";
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
import { ROTATED } from "../policy.js";
import { checkOptions, checkPath, checkWhole, checkWord, LONGEST_TIME, readOptions } from "../source/argument.js";
import type { ByteSource } from "../source/bytes.js";
import { identityOf, isSame, statNow } from "./identity.js";
import { LogFile } from "./log-file.js";
import { Siblings } from "./siblings.js";
import type { WatchFileOptions } from "./watch-file.js";
import { Watchers } from "./watchers.js";

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
 * beginning, also when it has grown past that again; when another takes its name, the old one is read to its end, and then
 * the new one from its beginning. Lines that a rotation or truncation took away before they were read are looked for in the
 * files that it left beside. It need not exist yet. Throws as {@link watchFile} does.
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
  checkPath(path);
  checkOptions("follow", options, '{ from: "start" }');
  const read = readOptions(options, ["every", "from"]);
  checkWhole("the time between looks", read.every, 1, LONGEST_TIME);
  checkWord("where to begin", read.from, ["end", "start"]);
  return new FollowOf(new NextGrowth(currentScheduler(), path, read));
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

class NextGrowth extends QueuedSource<Buffer | undefined> implements Owned {
  readonly home: symbol;
  readonly scheduler: Scheduler;
  readonly path: string;
  private readonly watchers: Watchers;
  private readonly files: LogFile[];
  /** How the files that were read last begin. */
  private readonly heads: string[];
  private readonly isKnown: (head: string) => boolean;
  private readonly siblings: Siblings;
  /** What was read when the wait for it was served by something else. */
  private kept: Buffer | null;
  /** Whether there may be something to read. */
  private stale: boolean;
  private closed: boolean;
  private failure: unknown;

  constructor(scheduler: Scheduler, path: string, { from = "end", every }: FollowOptions) {
    super();
    this.home = OPERATION;
    this.scheduler = scheduler;
    this.path = resolve(path);
    this.files = [];
    this.heads = [];
    this.isKnown = (head) => this.heads.includes(head);
    this.kept = null;
    this.stale = true;
    this.closed = false;
    this.failure = null;
    this.watchers = new Watchers(this.path, every, (renamed) => this.touched(renamed));
    try {
      this.adopt();
      if (from === "end") this.files[0]?.skip();
      this.siblings = new Siblings(this.path); // after the file: one that is rotated in between is read
    } catch (error) {
      this.watchers.close();
      throw ioError(`following ${this.path}`, error);
    }
  }

  poll(): Buffer | undefined | NotReady {
    checkHome(this);
    if (this.failure !== null) throw this.failure;
    if (this.closed) return undefined;
    if (!this.stale && this.kept === null) return notReady;
    try {
      return this.readOn();
    } catch (error) {
      throw this.broke(error);
    }
  }

  override subscribe(waiter: Waiter<Buffer | undefined>): void {
    super.subscribe(waiter);
    this.watchers.hold(true);
  }

  override unsubscribe(waiter: Waiter<Buffer | undefined>): void {
    super.unsubscribe(waiter);
    if (this.waiters.head === null) this.watchers.hold(false);
  }

  override describe(): string {
    return `the growth of ${this.path}`;
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.watchers.close();
    this.letGo();
    this.scheduler.io(() => this.waiters.deliverAll(undefined));
  }

  /** Opens a file that has taken the name at once: it may lose it again before this one is read. */
  private touched(renamed: boolean): void {
    if (this.closed || this.failure !== null) return;
    this.stale = true;
    try {
      if (renamed) this.adopt();
      this.serve();
    } catch (error) {
      this.broke(error);
    }
    if (this.waiters.head === null) this.watchers.hold(false);
  }

  private serve(): void {
    while (this.stale && this.waiters.head !== null) {
      const chunk = this.readOn();
      if (chunk === notReady) return;
      const waiter = this.waiters.take();
      if (waiter === null) this.kept = chunk;
      else this.scheduler.io(() => waiter.deliver(chunk));
    }
  }

  /** Reads on; at the end of what is there, waits to be touched. */
  private readOn(): Buffer | NotReady {
    const { kept } = this;
    this.kept = null;
    if (kept !== null) return kept;
    for (;;) {
      const [file] = this.files;
      // One that had lost its name before this read is not written any more.
      const isLast = this.files.length > 1;
      const found = file?.read() ?? "end";
      if (typeof found === "object") return this.wasRead(file as LogFile, found);
      if (found === "truncated") this.findCopies(file as LogFile);
      else if (isLast) this.files.shift()?.close();
      else if (!this.adopt()) break;
    }
    this.stale = false;
    return notReady;
  }

  private wasRead(file: LogFile, chunk: Buffer): Buffer {
    if (file.isAtEnd && this.files.length === 1) this.stale = false; // what comes after that is told
    const head = file.head();
    if (this.heads.at(-1) !== head) this.heads.push(head);
    if (this.heads.length > ROTATED) this.heads.shift();
    return chunk;
  }

  /** Opens the file that has the name, and those that had it since the last look; returns whether there are any. */
  private adopt(): boolean {
    const named = identityOf(statNow(this.path));
    const last = this.files.at(-1);
    if (named === null || (last !== undefined && isSame(named, last.identity)) || this.files.length > ROTATED)
      return false;
    const opened = LogFile.open(this.path);
    if (opened === null) return false;
    if (last !== undefined) this.files.push(...this.siblings.between(last, opened, this.isKnown));
    this.files.push(opened);
    return true;
  }

  /** What a file had before its truncation may be in copies. */
  private findCopies(file: LogFile): void {
    this.files.unshift(...this.siblings.copiesOf(file, this.isKnown));
  }

  private letGo(): void {
    for (const file of this.files.splice(0)) file.close();
  }

  private broke(cause: unknown): unknown {
    const error = ioError(`following ${this.path}`, cause);
    this.failure = error;
    this.watchers.close();
    this.letGo();
    this.scheduler.io(() => this.waiters.failAll(() => error));
    return error;
  }
}
