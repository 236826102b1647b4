/**
 * One buffer that a socket reads into again and again (node:net's `onread`). It is lent to the reader with each chunk, and
 * nothing more is read until the reader asks for the next and every write of the lent bytes is done.
 *
 * Invariants: the socket reads only while the buffer is not lent; `holds` counts the writes that still need its bytes.
 */
import type { OnReadOpts, Socket } from "node:net";
import type { SocketConnection } from "./socket-connection.js";

const lenders = new WeakMap<ArrayBufferLike, ReadBuffer>();
let used = false;

/** Returns the read buffer that `data` is a part of, if it is one. */
export function lenderOf(data: Uint8Array | string): ReadBuffer | undefined {
  return used && typeof data !== "string" ? lenders.get(data.buffer) : undefined;
}

export class ReadBuffer {
  /** What node:net is told. */
  readonly onread: OnReadOpts;
  private readonly bytes: Buffer;
  private connection: SocketConnection | null;
  private socket: Socket | null;
  private holds: number;
  private wanted: boolean;
  private readonly release: () => void;

  constructor(size: number) {
    this.bytes = Buffer.allocUnsafeSlow(size);
    this.connection = null;
    this.socket = null;
    this.holds = 0;
    this.wanted = false;
    this.onread = { buffer: this.bytes, callback: (count) => this.lend(count) };
    this.release = () => {
      this.holds--;
      if (this.wanted) this.resume();
    };
    used = true;
    lenders.set(this.bytes.buffer, this);
  }

  start(connection: SocketConnection, socket: Socket): void {
    this.connection = connection;
    this.socket = socket;
  }

  /** Keeps the bytes as they are until the callback that this returns is called. */
  hold(): () => void {
    this.holds++;
    return this.release;
  }

  /** Reads on, as soon as the bytes are no longer needed. */
  resume(): void {
    this.wanted = this.holds > 0;
    if (!this.wanted) this.socket?.resume();
  }

  /** Hands a chunk over; the result tells node:net whether to read on. */
  private lend(count: number): boolean {
    this.connection?.received(this.bytes.subarray(0, count));
    return this.connection?.isPaused !== true;
  }
}
