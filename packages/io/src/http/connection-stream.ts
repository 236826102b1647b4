/**
 * A connection of any network as the stream that node:http takes for a socket. Its time-outs go by the scheduler's event
 * loop, so that under virtual time they are virtual. See docs/decisions/0246-http-in-memory.md.
 *
 * Invariants: at most one read of the connection is waited for; no timer runs once it is destroyed.
 */
import { Duplex } from "node:stream";
import type { Scheduler } from "@mailslot/core";
import type { Connection } from "../net/connection.js";
import { WRITE_AHEAD } from "../policy.js";
import { hear } from "../source/hear.js";

export class ConnectionStream extends Duplex {
  readonly connection: Connection;
  readonly remoteAddress: string | undefined;
  readonly remotePort: number | undefined;
  readonly localAddress: string | undefined;
  readonly localPort: number | undefined;
  /** What of TLS programs look for in a socket. */
  readonly encrypted: boolean;
  readonly authorized: boolean;
  readonly alpnProtocol: string | false;
  /** After how many ms of silence "timeout" is emitted; 0 for never. */
  timeout: number;
  private readonly scheduler: Scheduler;
  private movedAt: number;
  private timer: unknown;
  private isReading: boolean;

  /** `isHalfOpen` says whether this side goes on when the other has ended: a server's does, a client's does not. */
  constructor(scheduler: Scheduler, connection: Connection, isHalfOpen: boolean) {
    super({ allowHalfOpen: isHalfOpen, highWaterMark: WRITE_AHEAD });
    this.connection = connection;
    const { local, remote, tls } = connection;
    this.remoteAddress = remote.host;
    this.remotePort = remote.port;
    this.localAddress = local.host;
    this.localPort = local.port;
    this.encrypted = tls !== null;
    this.authorized = tls?.authorized ?? false;
    this.alpnProtocol = tls?.alpn ?? false;
    this.timeout = 0;
    this.scheduler = scheduler;
    this.movedAt = 0;
    this.timer = null;
    this.isReading = false;
    // It may break while nothing listens, between two requests: a peer's doing never ends the process.
    this.on("error", () => undefined);
    // What breaks while nothing is read or written is heard of too; not before the platform has its own listeners.
    process.nextTick(() => this.watchEnd());
  }

  get bytesRead(): number {
    return this.connection.bytesRead;
  }

  get bytesWritten(): number {
    return this.connection.bytesWritten;
  }

  setTimeout(ms: number, callback?: () => void): this {
    this.stopTimer();
    this.timeout = ms;
    if (callback !== undefined) {
      if (ms > 0) this.once("timeout", callback);
      else this.off("timeout", callback);
    }
    if (ms > 0 && !this.destroyed) {
      this.moved();
      this.watch(ms);
    }
    return this;
  }

  setNoDelay(on?: boolean): this {
    this.connection.setNoDelay(on);
    return this;
  }

  setKeepAlive(on = false, after = 0): this {
    this.connection.setKeepAlive(on && after > 0 ? after : on);
    return this;
  }

  // A connection is kept by whoever waits on it.
  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }

  /** Destroys it once everything is written. */
  destroySoon(): void {
    if (this.writable) this.end();
    if (this.writableFinished) this.destroy();
    else this.once("finish", () => this.destroy());
  }

  /** Destroys it, and the other end sees it reset. */
  resetAndDestroy(): this {
    this.connection.reset();
    return this.destroy();
  }

  override _read(): void {
    if (this.isReading || this.destroyed) return;
    this.isReading = true;
    hear(
      this.connection.read(),
      (chunk) => {
        this.isReading = false;
        this.moved();
        this.push(chunk ?? null);
        if (chunk === undefined) this.read(0); // so that the end is told of even if nothing reads, as an agent's idle socket
      },
      (error: unknown) => {
        this.isReading = false;
        if (!this.destroyed) this.destroy(error as Error);
      },
    );
  }

  override _write(chunk: Buffer, _encoding: string, done: (error?: Error | null) => void): void {
    this.moved();
    try {
      const written = this.connection.write(chunk);
      // At once if there is room: an answer that is followed by the end of its connection counts as written.
      hear(
        written,
        () => done(),
        (error) => done(error as Error),
      );
    } catch (error) {
      done(error as Error);
    }
  }

  override _final(done: () => void): void {
    this.connection.end(); // what goes wrong with it, reading tells
    done();
  }

  /** What the connection has taken is still sent, as a system does for a process; what it has not is dropped, and seen as a reset. */
  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.stopTimer();
    if (this.writableLength > 0) this.connection.reset();
    else this.connection.close();
    done(error);
  }

  private watchEnd(): void {
    hear(
      this.connection.closed,
      (error) => void (error !== null && this.destroy(error)),
      (error) => void this.destroy(error as Error),
    );
  }

  private moved(): void {
    if (this.timeout > 0) this.movedAt = this.scheduler.loop.now();
  }

  private watch(ms: number): void {
    this.timer = this.scheduler.loop.startTimer(ms, () => this.look());
  }

  private look(): void {
    this.timer = null;
    const left = this.movedAt + this.timeout - this.scheduler.loop.now();
    if (left > 0) this.watch(left);
    else this.emit("timeout");
  }

  private stopTimer(): void {
    if (this.timer !== null) this.scheduler.loop.stopTimer(this.timer);
    this.timer = null;
  }
}
