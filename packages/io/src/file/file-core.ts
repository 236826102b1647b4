/**
 * An open file as a carrier of bytes. Chunks are read one ahead of the reader, from the first read on; writes that wait for
 * the disk are handed to it together.
 *
 * Invariants: at most one sequential read and one write are under way; the descriptor is closed once, when `busy` is 0.
 */
import * as fs from "node:fs";
import { ClosedError, type NotReady, notReady, type Scheduler, type Source } from "@mailslot/core";
import { ioError } from "../errors.js";
import { ConnectionCore } from "../net/connection-core.js";
import { checkHome } from "../ownership.js";
import { FILE_CHUNK, WRITE_AHEAD } from "../policy.js";
import { checkWhole, LARGEST_SIZE } from "../source/argument.js";
import { ColdOperation } from "../source/cold-operation.js";
import type { OpenFile, OpenOptions } from "./open-file.js";

export class FileCore extends ConnectionCore implements OpenFile {
  readonly path: string;
  readonly tls: null;
  bytesRead: number;
  bytesWritten: number;
  private readonly fd: number;
  private readonly chunkSize: number;
  /** Where the next chunk and the next write go; null where the system keeps that itself. */
  private readFrom: number | null;
  private writeTo: number | null;
  private readonly stopAt: number;
  private queue: Buffer[];
  private queued: number;
  private filling: boolean;
  private writing: boolean;
  private ending: boolean;
  private leaving: boolean;
  private busy: number;
  /** Why what was written has not reached the file. */
  private unwritten: Error | null;

  constructor(scheduler: Scheduler, path: string, fd: number, seekable: boolean, options: OpenOptions) {
    super(scheduler, `the file ${path}`, { linger: 2 ** 30, ...(options.signal ? { signal: options.signal } : {}) });
    const { start = 0, end = Number.POSITIVE_INFINITY, chunkSize = FILE_CHUNK } = options;
    this.path = path;
    this.tls = null;
    this.bytesRead = 0;
    this.bytesWritten = 0;
    this.fd = fd;
    this.chunkSize = chunkSize;
    this.readFrom = seekable ? start : null;
    this.writeTo = seekable && !(options.flags ?? "r").startsWith("a") ? start : null;
    this.stopAt = end;
    this.queue = [];
    this.queued = 0;
    this.filling = false;
    this.writing = false;
    this.ending = false;
    this.leaving = false;
    this.busy = 0;
    this.unwritten = null;
  }

  get local(): { path: string } {
    return { path: "" };
  }

  get remote(): { path: string } {
    return { path: this.path };
  }

  setNoDelay(): void {}
  setKeepAlive(): void {}

  // Reading one after the other

  override takeNext(): Buffer | undefined | NotReady {
    const chunk = super.takeNext();
    if (chunk === notReady) this.fill();
    return chunk;
  }

  private fill(): void {
    if (this.filling || this.leaving) return;
    const size = Math.min(this.chunkSize, this.stopAt - (this.readFrom ?? this.bytesRead));
    if (size <= 0) {
      this.peerEnded();
      return;
    }
    this.filling = true;
    this.busy++;
    fs.read(this.fd, Buffer.allocUnsafe(size), 0, size, this.readFrom, (error, count, buffer) => {
      this.filling = false;
      this.wasRead(error, buffer.subarray(0, count));
      this.idle();
    });
  }

  private wasRead(error: Error | null, chunk: Buffer): void {
    if (error !== null) this.break(`reading ${this.path}`, error);
    else if (chunk.length === 0) this.peerEnded();
    else {
      if (this.readFrom !== null) this.readFrom += chunk.length;
      this.bytesRead += chunk.length;
      this.received(chunk);
      if (!this.isPaused) this.fill();
    }
  }

  protected pauseReading(): void {}

  protected resumeReading(): void {
    this.fill();
  }

  // Writing one after the other

  protected hasRoom(): boolean {
    return this.queued < WRITE_AHEAD;
  }

  protected transmit(data: Uint8Array | string): void {
    const bytes = typeof data === "string" ? Buffer.from(data) : Buffer.from(data.buffer, data.byteOffset, data.length);
    this.queue.push(bytes);
    this.queued += bytes.length;
    this.flush();
  }

  private flush(): void {
    if (this.writing || this.leaving) return;
    if (this.queue.length === 0) {
      if (this.ending) this.finished();
      return;
    }
    this.writing = true;
    this.busy++;
    const batch = this.queue;
    this.queue = [];
    fs.writev(this.fd, batch, this.writeTo, (error, count) => {
      this.writing = false;
      if (error !== null) this.unwritten = this.break(`writing ${this.path}`, error);
      else this.wrote(batch, count);
      this.idle();
    });
  }

  private wrote(batch: Buffer[], count: number): void {
    this.queue = [...unwritten(batch, count), ...this.queue];
    this.queued -= count;
    this.bytesWritten += count;
    if (this.writeTo !== null) this.writeTo += count;
    this.flush();
    this.drained();
  }

  protected endWriting(): void {
    this.ending = true;
    this.flush();
  }

  // At a place of the file

  readAt(position: number, length: number): Source<Buffer> {
    checkWhole("the position", position, 0);
    checkWhole("the length", length, 0, LARGEST_SIZE);
    return this.once(`reading ${this.path} at ${position}`, (done) => {
      fs.read(this.fd, Buffer.allocUnsafe(length), 0, length, position, (error, count, buffer) =>
        done(error, buffer?.subarray(0, count)),
      );
    });
  }

  stat(): Source<fs.Stats> {
    return this.once(`looking at ${this.path}`, (done) => fs.fstat(this.fd, done));
  }

  truncate(size = 0): Source<void> {
    checkWhole("the size", size, 0);
    return this.once(`truncating ${this.path}`, (done) => fs.ftruncate(this.fd, size, (error) => done(error)));
  }

  sync(): Source<void> {
    return this.once(`syncing ${this.path}`, (done) => fs.fsync(this.fd, (error) => done(error)));
  }

  private once<T>(what: string, begin: (done: (error: Error | null, value?: T) => void) => void): Source<T> {
    checkHome(this);
    return new ColdOperation<T>(this.scheduler, {
      what,
      begin: (attempt) => {
        if (this.leaving) {
          attempt.failed(new ClosedError(`${what}: the file is closed`));
          return nothing;
        }
        begin((error, value) => {
          if (error !== null) attempt.failed(ioError(what, error));
          else attempt.completed(value as T);
          this.idle();
        });
        this.busy++; // here, since what the platform refuses at once says nothing more
        return nothing; // the system cannot be stopped; what it brings is dropped
      },
      discard: nothing,
    });
  }

  // The end

  /** There is no peer whose bytes would have to be waited for. */
  override closeBoth(): Source<Error | null> {
    const closed = super.closeBoth();
    this.peerEnded();
    return closed;
  }

  /** What was written and has not reached the file fails the end of the block: nothing else may have told of it. */
  override async [Symbol.asyncDispose](): Promise<void> {
    await this.closeBoth();
    if (this.unwritten !== null) throw this.unwritten;
  }

  protected destroy(): void {
    if (this.leaving) return;
    this.leaving = true;
    this.busy++;
    this.idle();
  }

  protected drop(): void {
    this.queue = [];
    this.destroy();
  }

  private break(what: string, cause: Error): Error {
    const error = ioError(what, cause);
    if (this.queue.length > 0 || this.isAwaited) this.unwritten = error; // it will not be written any more
    this.failed(error);
    this.destroy();
    return error;
  }

  private idle(): void {
    this.busy--;
    if (!this.leaving || this.busy > 0) return;
    fs.close(this.fd, (error) => {
      if (error !== null) this.failed(ioError(`closing ${this.path}`, error));
      this.wasClosed();
    });
  }
}

function unwritten(batch: Buffer[], count: number): Buffer[] {
  let left = count;
  for (let n = 0; n < batch.length; n++) {
    const bytes = batch[n] as Buffer;
    if (left < bytes.length) return [bytes.subarray(left), ...batch.slice(n + 1)];
    left -= bytes.length;
  }
  return [];
}

function nothing(): void {
  // There is nothing to undo.
}
