/**
 * The side of a connection that reads: what waits to read, and what was read ahead. See docs/decisions/0221-reading.md.
 *
 * Invariants: while a reader waits, nothing is read ahead; nothing is read ahead after close(); while PAUSED, the carrier
 * brings no more than what was on its way.
 */
import { ClosedError, type NotReady, notReady, type Scheduler, type Source, type Waiter } from "@mailslot/core";
import { IoError } from "../errors.js";
import { checkHome, type Owned, stayHome } from "../ownership.js";
import { CLOSED, CLOSING, PAUSED, PEER_ENDED, UNREAD } from "./connection-flags.js";
import { Read } from "./read.js";

type Chunk = Buffer | undefined;

export abstract class Inbound implements Owned {
  readonly scheduler: Scheduler;
  protected flags: number;
  /** The first error that broke the connection. */
  protected failure: Error | null;
  private readonly name: string;
  /** Bytes read ahead at which reading pauses; with 0, after every chunk, which is lent. */
  private readonly aheadLimit: number;
  private readonly reading: Read;
  private reader: Waiter<Chunk> | null;
  private ahead: Buffer[] | null;
  private aheadBytes: number;

  constructor(scheduler: Scheduler, name: string, aheadLimit: number) {
    stayHome(this);
    this.scheduler = scheduler;
    this.flags = 0;
    this.failure = null;
    this.name = name;
    this.aheadLimit = aheadLimit;
    this.reading = new Read(this);
    this.reader = null;
    this.ahead = null;
    this.aheadBytes = 0;
  }

  /** Brings no more chunks than are on their way, until told to resume. */
  protected abstract pauseReading(): void;
  protected abstract resumeReading(): void;

  read(): Source<Chunk> {
    return this.reading;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer, void, undefined> {
    for (let chunk = await this.reading; chunk !== undefined; chunk = await this.reading) yield chunk;
  }

  describe(): string {
    return this.name;
  }

  toJSON(): string {
    return this.describe();
  }

  pollRead(): Chunk | NotReady {
    checkHome(this);
    return this.takeNext();
  }

  /** What `read` gives now, whichever scheduler asks. */
  takeNext(): Chunk | NotReady {
    if (this.ahead !== null && this.ahead.length > 0) return this.takeAhead(this.ahead);
    if ((this.flags & CLOSING) !== 0) throw this.closedError();
    if (this.failure !== null) throw this.failure;
    if ((this.flags & PEER_ENDED) !== 0) return undefined;
    if ((this.flags & CLOSED) !== 0) throw this.closedError();
    if ((this.flags & PAUSED) !== 0) this.resume();
    return notReady;
  }

  enterReader(waiter: Waiter<Chunk>): void {
    if (this.reader !== null && this.reader !== waiter) {
      throw new IoError(
        "ERR_MAILSLOT_BUSY",
        `${this.describe()} is being read already: let one task read, and pass on what it reads through a channel`,
      );
    }
    this.reader = waiter;
  }

  leaveReader(waiter: Waiter<Chunk>): void {
    if (this.reader === waiter) this.reader = null;
  }

  /** Returns the chunk, or a copy if the reader may not keep it. */
  keepable(chunk: Buffer): Buffer {
    return this.aheadLimit > 0 ? chunk : Buffer.from(chunk);
  }

  // What the carrier tells

  /** A chunk has come. */
  received(chunk: Buffer): void {
    if ((this.flags & CLOSING) !== 0) {
      this.flags |= UNREAD;
      return;
    }
    if (this.aheadLimit === 0) this.flags |= PAUSED;
    const reader = this.takeReader();
    if (reader === null) this.keep(chunk);
    else this.scheduler.io(() => reader.deliver(chunk));
  }

  /** The peer has ended its side. */
  peerEnded(): void {
    this.flags |= PEER_ENDED;
    const reader = this.takeReader();
    if (reader !== null) this.scheduler.io(() => reader.deliver(undefined));
  }

  /** Whether no more chunks are wanted now. */
  get isPaused(): boolean {
    return (this.flags & PAUSED) !== 0;
  }

  // The end

  protected failReader(error: unknown): void {
    this.takeReader()?.fail(error);
  }

  /** How many bytes have come and were not taken. */
  protected get bytesAhead(): number {
    return this.aheadBytes;
  }

  /** Drops what was read ahead; what still comes is dropped too, once CLOSING. */
  protected dropAhead(): void {
    if ((this.ahead?.length ?? 0) > 0 || (this.flags & PAUSED) !== 0) this.flags |= UNREAD;
    this.ahead = null;
    this.aheadBytes = 0;
  }

  protected resume(): void {
    if ((this.flags & PAUSED) === 0) return;
    this.flags &= ~PAUSED;
    this.resumeReading();
  }

  protected closedError(): Error {
    return new ClosedError(`${this.describe()} is closed`);
  }

  private takeReader(): Waiter<Chunk> | null {
    const { reader } = this;
    this.reader = null;
    return reader?.claim() ? reader : null;
  }

  private takeAhead(ahead: Buffer[]): Buffer {
    const chunk = ahead.shift() as Buffer;
    this.aheadBytes -= chunk.length;
    // A chunk that is lent has its buffer until the next one is asked for.
    if (ahead.length === 0 && this.aheadLimit > 0) this.resume();
    return chunk;
  }

  private keep(chunk: Buffer): void {
    this.ahead ??= [];
    this.ahead.push(chunk);
    this.aheadBytes += chunk.length;
    if (this.aheadBytes < this.aheadLimit || (this.flags & PAUSED) !== 0) return;
    this.flags |= PAUSED;
    this.pauseReading();
  }
}
