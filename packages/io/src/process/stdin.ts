/**
 * The standard input of this process as a source of bytes.
 *
 * Invariants: it flows only while `reading`: during a wait, and as long as there is interest in it; what comes when
 * nothing waits is kept in `ahead`, and stops it.
 */
import {
  defaultScheduler,
  type NotReady,
  notReady,
  QueuedSource,
  type Scheduler,
  type Source,
  type Waiter,
} from "@mailslot/core";
import { ioError } from "../errors.js";
import { checkHome, homeOf, OPERATION, type Owned } from "../ownership.js";
import type { ByteSource } from "../source/bytes.js";
import { Fifo } from "../source/fifo.js";
import { Interest, type Subject } from "../source/interest.js";

type Chunk = Buffer | undefined;

let made: Stdin | null = null;

/**
 * Returns the standard input of this process, the same each time: `lines(stdin())`. It is read only during a wait,
 * and keeps the process alive only then. It belongs to the default scheduler. Fails with an {@link IoError} when it cannot
 * be read. Use nothing else to read it beside this.
 *
 * @example
 * ```ts
 * import { lines, stdin } from "@mailslot/io";
 *
 * const commands = lines(stdin()); // reads nothing before the first wait
 * console.log(typeof commands.recv); // function
 * ```
 */
export function stdin(): ByteSource {
  made ??= new Stdin();
  return made;
}

class Stdin implements ByteSource {
  readonly home: symbol;
  private readonly next: NextChunk;

  constructor() {
    const next = new NextChunk();
    this.home = homeOf(next);
    this.next = next;
  }

  read(): Source<Chunk> {
    return this.next;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer, void, undefined> {
    for (let chunk = await this.next; chunk !== undefined; chunk = await this.next) yield chunk;
  }
}

class NextChunk extends QueuedSource<Chunk> implements Owned, Subject {
  readonly home: symbol;
  private readonly interest: Interest;
  private readonly ahead: Fifo<Buffer>;
  private started: boolean;
  private reading: boolean;
  private ended: boolean;
  private failure: Error | null;

  constructor() {
    super();
    this.home = OPERATION;
    this.interest = new Interest(this);
    this.ahead = new Fifo();
    this.started = false;
    this.reading = false;
    this.ended = false;
    this.failure = null;
  }

  /** The default one, which is another while a program is simulated. */
  get scheduler(): Scheduler {
    return defaultScheduler();
  }

  poll(): Chunk | NotReady {
    checkHome(this);
    this.interest.show();
    if (this.ahead.length > 0) return this.ahead.shift();
    if (this.failure !== null) throw this.failure;
    return this.ended ? undefined : notReady;
  }

  override subscribe(waiter: Waiter<Chunk>): void {
    this.interest.show();
    super.subscribe(waiter);
    if (!this.started) this.start();
    if (this.reading) return;
    this.reading = true;
    process.stdin.resume();
    process.stdin.ref?.(); // files have none
  }

  override unsubscribe(waiter: Waiter<Chunk>): void {
    super.unsubscribe(waiter);
    this.interest.noteLeft();
  }

  override describe(): string {
    return "stdin";
  }

  isHeld(): boolean {
    return this.waiters.head !== null || !this.reading;
  }

  /** Pauses. */
  giveUp(): void {
    this.reading = false;
    process.stdin.pause();
    process.stdin.unref?.(); // a paused stream reads on until its buffer is full, and would keep the process alive
  }

  private start(): void {
    this.started = true;
    process.stdin.on("data", (chunk: Buffer) => this.came(chunk));
    process.stdin.on("end", () => {
      this.ended = true;
      this.scheduler.io(() => this.waiters.deliverAll(undefined));
    });
    process.stdin.on("error", (error) => {
      this.failure = ioError("reading stdin", error);
      this.scheduler.io(() => this.waiters.failAll(() => this.failure));
    });
  }

  private came(chunk: Buffer): void {
    const waiter = this.waiters.take();
    if (waiter === null) {
      this.ahead.push(chunk);
      if (this.reading) this.giveUp();
      return;
    }
    this.scheduler.io(() => waiter.deliver(chunk));
    this.interest.noteLeft();
  }
}
