/**
 * One way of bytes over a stream of Node: what a process writes, what it reads, the body of a request, that of its answer.
 * It is a connection of which one side has ended from the beginning.
 */
import type { Readable, Writable } from "node:stream";
import type { Scheduler, Source } from "@mailslot/core";
import { ioError } from "../errors.js";
import { ConnectionCore } from "../net/connection-core.js";
import { CLOSING, PEER_ENDED } from "../net/connection-flags.js";

export class StreamPipe extends ConnectionCore {
  readonly local: { path: string };
  readonly remote: { path: string };
  readonly tls: null;
  bytesRead: number;
  bytesWritten: number;
  private readonly source: Readable | null;
  private readonly sink: Writable | null;

  /** `broken` is why it cannot be used, when that is known from the beginning. */
  constructor(
    scheduler: Scheduler,
    name: string,
    source: Readable | null,
    sink: Writable | null,
    broken: Error | null = null,
  ) {
    super(scheduler, name, {});
    this.local = { path: "" };
    this.remote = { path: "" };
    this.tls = null;
    this.bytesRead = 0;
    this.bytesWritten = 0;
    this.source = source;
    this.sink = sink;
    const stream = (source ?? sink) as Readable | Writable;
    stream.on("error", (error: Error) => this.failed(ioError(name, error)));
    stream.on("close", () => this.streamClosed());
    if (sink !== null) {
      this.peerEnded();
      sink.on("drain", () => this.drained());
      sink.on("finish", () => this.finished());
    } else if (source !== null) {
      this.endSide();
      source.on("end", () => this.peerEnded());
      source.on("data", (chunk: Buffer) => {
        this.bytesRead += chunk.length;
        this.received(chunk);
      });
    }
    if (broken !== null)
      this.failed(broken); // before its close, which may have been orderly
    else if (source?.readableEnded === true) this.peerEnded(); // it has told of its end already
    if (stream.destroyed) this.streamClosed();
  }

  /** The stream is gone. Without its end before, its close of a stream that is read has cut off what was still to come. */
  streamClosed(): void {
    const { source } = this;
    if (source !== null && !source.readableEnded && (this.flags & (PEER_ENDED | CLOSING)) === 0) {
      const cause = source.errored ?? Object.assign(new Error("closed before its end"), { code: "ECONNRESET" });
      this.failed(ioError(`reading ${this.describe()}`, cause));
    }
    this.wasClosed();
  }

  setNoDelay(): void {}
  setKeepAlive(): void {}

  protected hasRoom(): boolean {
    return this.sink === null || !this.sink.writableNeedDrain;
  }

  protected transmit(data: Uint8Array | string): void {
    this.bytesWritten += data.length;
    this.sink?.write(data);
  }

  protected endWriting(): void {
    if (this.sink === null) this.finished();
    else this.sink.end();
  }

  protected pauseReading(): void {
    this.source?.pause();
  }

  protected resumeReading(): void {
    this.source?.resume();
  }

  /** What is left unread is of no concern to the other end. */
  override closeBoth(): Source<Error | null> {
    const closed = super.closeBoth();
    this.peerEnded();
    return closed;
  }

  protected destroy(): void {
    (this.source ?? this.sink)?.destroy();
  }

  protected drop(): void {
    this.destroy();
  }
}
