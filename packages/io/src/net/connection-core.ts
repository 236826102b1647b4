/**
 * What all connections have in common, whatever carries their bytes: who reads, what was read ahead, who waits to write,
 * and how it ends. A carrier derives from it, moves bytes, and tells what happens.
 *
 * Invariants: while a reader waits, nothing is read ahead; while somebody waits to write, there is no room, or the carrier
 * is about to say `drained`; `failure` is set once; after `wasClosed` nobody waits, and no timer runs.
 */
import {
  CancelledError,
  ClosedError,
  type NotReady,
  notReady,
  type Scheduler,
  type Source,
  type Waiter,
  WaitList,
} from "@mailslot/core";
import { IoError } from "../errors.js";
import { checkHome, type Owned } from "../ownership.js";
import { LINGER, READ_AHEAD } from "../policy.js";
import { Settled } from "../settled.js";
import type { Connection, TlsDetails } from "./connection.js";
import type { Address, StreamOptions } from "./options.js";
import { Read } from "./read.js";
import { PendingWrite, WRITTEN } from "./write.js";

//                     set                                              cleared
const PEER_ENDED = 1 << 0; // when the peer has ended its side          never
const ENDING = 1 << 1; // by end() and close()                          never
const ENDED = 1 << 2; // when the carrier was told to end this side     never
const FINISHED = 1 << 3; // when the system has taken everything        never
const CLOSING = 1 << 4; // by close() and reset()                       never
const CLOSED = 1 << 5; // when the carrier is gone                      never
const PAUSED = 1 << 6; // when enough is read ahead                     when there is a reader for more
const UNREAD = 1 << 7; // when bytes are dropped because of close()     never

type Chunk = Buffer | undefined;

export abstract class ConnectionCore implements Connection, Owned {
  readonly scheduler: Scheduler;
  /** Bytes read ahead at which reading pauses; with 0, after every chunk. */
  private readonly aheadLimit: number;
  private readonly linger: number;
  private readonly signal: AbortSignal | undefined;
  private readonly name: string;
  private flags: number;
  private reader: Waiter<Chunk> | null;
  private ahead: Buffer[] | null;
  private aheadBytes: number;
  private writers: WaitList<void> | null;
  private failure: Error | null;
  private readonly reading: Read;
  private finish: Settled<void> | null;
  private gone: Settled<Error | null> | null;
  private timer: unknown;
  private readonly aborted: (() => void) | null;

  constructor(scheduler: Scheduler, name: string, options: StreamOptions, aheadLimit: number = READ_AHEAD) {
    this.scheduler = scheduler;
    this.aheadLimit = aheadLimit;
    this.linger = options.linger ?? LINGER;
    this.name = name;
    this.flags = 0;
    this.reader = null;
    this.ahead = null;
    this.aheadBytes = 0;
    this.writers = null;
    this.failure = null;
    this.reading = new Read(this);
    this.finish = null;
    this.gone = null;
    this.timer = null;
    this.signal = options.signal;
    this.aborted = options.signal === undefined ? null : () => this.abort();
    if (this.aborted !== null) this.signal?.addEventListener("abort", this.aborted, { once: true });
  }

  // What a carrier does

  abstract readonly local: Address;
  abstract readonly remote: Address;
  abstract readonly bytesRead: number;
  abstract readonly bytesWritten: number;
  abstract readonly tls: TlsDetails | null;
  abstract setNoDelay(on?: boolean): void;
  abstract setKeepAlive(after: boolean | number): void;
  /** Whether `write` need not wait. Once false, the carrier calls `drained` when it is true again. */
  protected abstract hasRoom(): boolean;
  protected abstract transmit(data: Uint8Array | string): void;
  /** Ends this side behind what was transmitted; `finished` follows. */
  protected abstract endWriting(): void;
  protected abstract pauseReading(): void;
  protected abstract resumeReading(): void;
  /** Lets go of everything; `wasClosed` follows. */
  protected abstract destroy(): void;
  /** The same, and the peer is told that the connection was dropped. */
  protected abstract drop(): void;

  // Reading

  read(): Source<Chunk> {
    return this.reading;
  }

  pollRead(): Chunk | NotReady {
    checkHome(this);
    return this.takeNext();
  }

  /** What `read` gives now, whoever asks. */
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

  private takeAhead(ahead: Buffer[]): Buffer {
    const chunk = ahead.shift() as Buffer;
    this.aheadBytes -= chunk.length;
    // With a limit of 0 the chunk is lent, and its buffer is free when the next one is asked for.
    if (ahead.length === 0 && (this.flags & PAUSED) !== 0 && this.aheadLimit > 0) this.resume();
    return chunk;
  }

  private resume(): void {
    this.flags &= ~PAUSED;
    this.resumeReading();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer, void, undefined> {
    for (let chunk = await this.reading; chunk !== undefined; chunk = await this.reading) yield chunk;
  }

  // Writing

  write(data: Uint8Array | string): Source<void> {
    checkHome(this);
    return this.put(data);
  }

  /** Writes, whoever asks. */
  put(data: Uint8Array | string): Source<void> {
    if ((this.flags & (ENDING | CLOSED)) !== 0 || this.failure !== null) throw this.notWritable(data);
    if (data.length === 0) return WRITTEN;
    if ((this.writers === null || this.writers.head === null) && this.hasRoom()) {
      this.transmit(data);
      return WRITTEN;
    }
    const pending = new PendingWrite(this, data);
    this.writers ??= new WaitList();
    this.writers.add(pending);
    return pending;
  }

  /** Writes what was withdrawn before, or puts it at the end of the line and returns false. */
  writeAgain(pending: PendingWrite): boolean {
    if ((this.flags & (ENDING | CLOSED)) !== 0 || this.failure !== null) throw this.notWritable(pending.data);
    const line = this.writers as WaitList<void>;
    if (line.head === null && this.hasRoom()) {
      this.transmit(pending.data);
      return true;
    }
    line.add(pending);
    return false;
  }

  withdraw(pending: PendingWrite): void {
    this.writers?.remove(pending);
    this.letIn(); // the end of this side may have waited for it alone
  }

  /** Lets in those who wait to write, while there is room; ends this side when nobody is left and it is to end. */
  private letIn(): void {
    const line = this.writers;
    while (line !== null && line.head !== null && this.hasRoom()) {
      const pending = line.take() as PendingWrite;
      this.transmit(pending.data);
      pending.deliver();
    }
    if ((this.flags & (ENDING | ENDED)) !== ENDING || (line !== null && line.head !== null)) return;
    this.flags |= ENDED;
    this.endWriting();
  }

  // The end

  end(): Source<void> {
    checkHome(this);
    return this.endSide();
  }

  /** Ends this side, whoever asks. */
  endSide(): Source<void> {
    const finish = this.finishing();
    this.beginEnd();
    return finish;
  }

  close(): Source<Error | null> {
    checkHome(this);
    return this.closeBoth();
  }

  /** Closes both sides, whoever asks. */
  closeBoth(): Source<Error | null> {
    if ((this.flags & (CLOSING | CLOSED)) !== 0) return this.closed;
    this.beginClose();
    if (this.failure !== null) this.destroy();
    else {
      this.timer = this.scheduler.loop.startTimer(this.linger, () => this.lingered());
      this.beginEnd();
      if ((this.flags & PAUSED) !== 0) this.resume();
      if ((this.flags & FINISHED) !== 0) this.destroyWhenRead();
    }
    return this.closed;
  }

  reset(): void {
    checkHome(this);
    if ((this.flags & CLOSED) !== 0) return;
    this.beginClose();
    this.failWaits(() => this.closedError());
    this.flags |= ENDING | ENDED;
    this.drop();
  }

  get closed(): Source<Error | null> {
    if (this.gone === null) {
      this.gone = new Settled(this.scheduler, `the end of ${this.describe()}`);
      if ((this.flags & CLOSED) !== 0) this.gone.complete(this.failure);
    }
    return this.gone;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.closeBoth();
  }

  private finishing(): Settled<void> {
    if (this.finish === null) {
      this.finish = new Settled(this.scheduler, `the end of writing to ${this.describe()}`);
      if ((this.flags & FINISHED) !== 0) this.finish.complete();
      else if (this.failure !== null) this.finish.fail(this.failure);
      else if ((this.flags & (CLOSING | CLOSED)) !== 0) this.finish.fail(this.closedError());
    }
    return this.finish;
  }

  private beginEnd(): void {
    if ((this.flags & (ENDING | CLOSED)) !== 0 || this.failure !== null) return;
    this.flags |= ENDING;
    this.letIn();
  }

  /** Reads fail from now on; what was read ahead is dropped, and so is what still comes. */
  private beginClose(): void {
    this.flags |= CLOSING;
    if ((this.ahead?.length ?? 0) > 0 || (this.flags & PAUSED) !== 0) this.flags |= UNREAD;
    this.ahead = null;
    this.aheadBytes = 0;
    const { reader } = this;
    this.reader = null;
    if (reader?.claim()) reader.fail(this.closedError());
  }

  /**
   * Lets go once everything is sent. The system resets a connection that is closed before all that came is read, and the
   * peer then loses what is on its way to it. So what has come is read first (which takes the host a poll, from its
   * beginning), and if the peer is still sending, its end is waited for, as long as close() lingers.
   */
  private destroyWhenRead(): void {
    if (this.hasEnded) this.destroy();
    else this.afterPolls(2, () => (this.flags & UNREAD) === 0 && this.destroy());
  }

  private afterPolls(count: number, then: () => void): void {
    this.scheduler.loop.afterPoll(count === 1 ? then : () => this.afterPolls(count - 1, then));
  }

  private lingered(): void {
    this.timer = null;
    if ((this.flags & FINISHED) === 0) {
      const message = `closing ${this.describe()}: the peer did not take what was written within ${this.linger} ms`;
      this.failed(new IoError("ERR_MAILSLOT_TIMED_OUT", message));
    }
    this.drop();
  }

  private abort(): void {
    this.failed(new CancelledError(`${this.describe()} was aborted`, this.signal?.reason));
    this.drop();
  }

  private failWaits(error: () => unknown): void {
    const { reader } = this;
    this.reader = null;
    this.scheduler.io(() => {
      if (reader?.claim()) reader.fail(error());
      this.failWriters();
      this.finish?.fail(error());
    });
  }

  private failWriters(): void {
    const line = this.writers;
    for (let next = line?.take(); next; next = line?.take()) {
      next.fail(this.notWritable((next as PendingWrite).data)); // user code may run here
    }
  }

  // What the carrier tells

  /** A chunk has come. */
  received(chunk: Buffer): void {
    if ((this.flags & CLOSING) !== 0) {
      this.flags |= UNREAD;
      return;
    }
    if (this.aheadLimit === 0) this.flags |= PAUSED;
    const { reader } = this;
    this.reader = null;
    if (reader?.claim()) this.scheduler.io(() => reader.deliver(chunk));
    else this.keep(chunk);
  }

  private keep(chunk: Buffer): void {
    this.ahead ??= [];
    this.ahead.push(chunk);
    this.aheadBytes += chunk.length;
    if (this.aheadBytes < this.aheadLimit || (this.flags & PAUSED) !== 0) return;
    this.flags |= PAUSED;
    this.pauseReading();
  }

  /** Whether no more chunks are wanted now. */
  get isPaused(): boolean {
    return (this.flags & PAUSED) !== 0;
  }

  /** Whether both sides have ended, in good order. */
  protected get hasEnded(): boolean {
    return (this.flags & (PEER_ENDED | FINISHED)) === (PEER_ENDED | FINISHED);
  }

  /** The peer has ended its side. */
  peerEnded(): void {
    this.flags |= PEER_ENDED;
    const { reader } = this;
    this.reader = null;
    if (reader?.claim()) this.scheduler.io(() => reader.deliver(undefined));
    if ((this.flags & (CLOSING | FINISHED)) === (CLOSING | FINISHED)) this.destroy();
  }

  /** There is room again. */
  drained(): void {
    if (this.writers !== null && this.writers.head !== null) this.scheduler.io(() => this.letIn());
  }

  /** The system has taken everything that was written, and the end. */
  finished(): void {
    this.flags |= FINISHED;
    this.finish?.complete();
    if ((this.flags & CLOSING) !== 0) this.destroyWhenRead();
  }

  /** The connection broke; `wasClosed` follows. */
  failed(error: Error): void {
    if (this.failure !== null || (this.flags & CLOSED) !== 0) return;
    this.failure = error;
    this.failWaits(() => error);
  }

  /** Nothing is left of the carrier. */
  wasClosed(): void {
    if ((this.flags & CLOSED) !== 0) return;
    this.flags |= CLOSED;
    if (this.timer !== null) this.scheduler.loop.stopTimer(this.timer);
    if (this.aborted !== null) this.signal?.removeEventListener("abort", this.aborted);
    this.timer = null;
    this.failWaits(() => this.failure ?? this.closedError());
    this.gone?.complete(this.failure);
  }

  describe(): string {
    return this.name;
  }

  private closedError(): ClosedError {
    return new ClosedError(`${this.describe()} is closed`);
  }

  private notWritable(data: Uint8Array | string): Error {
    if ((this.flags & CLOSING) === 0 && this.failure !== null) return this.failure;
    if ((this.flags & (CLOSING | CLOSED)) === 0) {
      return new IoError("ERR_MAILSLOT_ENDED", `${this.describe()} was ended: write before end()`);
    }
    return new ClosedError(`${this.describe()} is closed: the bytes come back as error.unsent`, data);
  }
}
