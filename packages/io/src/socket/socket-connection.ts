/**
 * A connection over a socket of node:net or node:tls. The listeners are functions shared by all sockets, which find their
 * connection in the socket: a connection adds no closure to it.
 */
import type { Socket } from "node:net";
import { TLSSocket } from "node:tls";
import type { Scheduler } from "@mailslot/core";
import { IoError, ioError } from "../errors.js";
import type { TlsDetails } from "../net/connection.js";
import { ConnectionCore } from "../net/connection-core.js";
import { type Address, checkKeepAlive, keepAliveDelay, type StreamOptions } from "../net/options.js";
import { lenderOf, type ReadBuffer } from "./read-buffer.js";
import { tlsDetailsOf } from "./tls-details.js";

const OWNER: unique symbol = Symbol("connection");

interface OwnedSocket extends Socket {
  [OWNER]: SocketConnection;
}

export class SocketConnection extends ConnectionCore {
  private readonly socket: OwnedSocket;
  private readonly buffer: ReadBuffer | null;

  constructor(scheduler: Scheduler, socket: Socket, name: string, options: StreamOptions, buffer?: ReadBuffer) {
    super(scheduler, name, options, buffer === undefined ? undefined : 0);
    this.socket = socket as OwnedSocket;
    this.buffer = buffer ?? null;
    this.socket[OWNER] = this;
    socket.on("end", onEnd);
    socket.on("drain", onDrain);
    socket.on("finish", onFinish);
    socket.on("error", onError);
    socket.on("close", onClose);
    if (options.idle !== undefined) socket.setTimeout(options.idle, onTimeout);
    if (buffer === undefined) socket.on("data", onData);
    else buffer.start(this, socket);
  }

  get local(): Address {
    const { localAddress, localPort } = this.socket;
    return localAddress === undefined ? { path: "" } : { host: localAddress, port: localPort as number };
  }

  get remote(): Address {
    const { remoteAddress, remotePort } = this.socket;
    return remoteAddress === undefined ? { path: "" } : { host: remoteAddress, port: remotePort as number };
  }

  get bytesRead(): number {
    return this.socket.bytesRead;
  }

  get bytesWritten(): number {
    return this.socket.bytesWritten;
  }

  get tls(): TlsDetails | null {
    const socket: Socket = this.socket;
    return socket instanceof TLSSocket ? tlsDetailsOf(socket) : null;
  }

  setNoDelay(on = true): void {
    this.socket.setNoDelay(on);
  }

  setKeepAlive(after: boolean | number): void {
    checkKeepAlive(after);
    const delay = keepAliveDelay(after);
    this.socket.setKeepAlive(delay !== null, delay ?? 0);
  }

  protected hasRoom(): boolean {
    return this.socket.writableLength < this.socket.writableHighWaterMark;
  }

  protected transmit(data: Uint8Array | string): void {
    const lender = lenderOf(data);
    if (lender === undefined) this.socket.write(data);
    else this.socket.write(data, lender.hold());
  }

  protected endWriting(): void {
    this.socket.end();
  }

  protected pauseReading(): void {
    this.socket.pause();
  }

  protected resumeReading(): void {
    if (this.buffer === null) this.socket.resume();
    else this.buffer.resume();
  }

  protected destroy(): void {
    this.socket.destroy();
  }

  protected drop(): void {
    const { socket } = this;
    // Only the platform's plain TCP sockets can be reset.
    if (socket instanceof TLSSocket || socket.remotePort === undefined) socket.destroy();
    else socket.resetAndDestroy();
  }
}

function onData(this: OwnedSocket, chunk: Buffer): void {
  this[OWNER].received(chunk);
}

function onEnd(this: OwnedSocket): void {
  this[OWNER].peerEnded();
}

function onDrain(this: OwnedSocket): void {
  this[OWNER].drained();
}

function onFinish(this: OwnedSocket): void {
  this[OWNER].finished();
}

function onError(this: OwnedSocket, error: Error): void {
  const connection = this[OWNER];
  connection.failed(ioError(connection.describe(), error));
}

function onTimeout(this: OwnedSocket): void {
  const connection = this[OWNER];
  const message = `${connection.describe()}: nothing has moved for ${this.timeout} ms`;
  connection.failed(new IoError("ERR_MAILSLOT_TIMED_OUT", message));
  this.destroy();
}

function onClose(this: OwnedSocket): void {
  this[OWNER].wasClosed();
}
