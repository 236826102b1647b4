/**
 * One end of a connection of a network in memory.
 *
 * Invariants: `unacknowledged` are the bytes on their way to the other end; an end that is gone answers with a reset.
 */
import type { Scheduler } from "@mailslot/core";
import { IoError, ioError } from "../errors.js";
import type { TlsDetails } from "../net/connection.js";
import { ConnectionCore } from "../net/connection-core.js";
import { type Address, checkKeepAlive, type StreamOptions } from "../net/options.js";
import { platformError } from "./address-book.js";
import type { LinkConditions } from "./link-conditions.js";
import type { Quota } from "./quota.js";
import type { Wire } from "./wire.js";

/** What an end knows of where it is. */
export interface Situation {
  readonly conditions: LinkConditions;
  readonly local: Address;
  readonly remote: Address;
  readonly tls: TlsDetails | null;
  /** Is told when this end is gone. */
  closed(): void;
}

export class MemoryConnection extends ConnectionCore {
  readonly local: Address;
  readonly remote: Address;
  readonly tls: TlsDetails | null;
  bytesRead: number;
  bytesWritten: number;
  private readonly conditions: LinkConditions;
  private readonly onClosed: () => void;
  private readonly idle: number;
  private out: Wire | null;
  private in: Wire | null;
  private peer: MemoryConnection | null;
  /** How many bytes may still come in; null for any number. */
  quota: Quota | null;
  private unacknowledged: number;
  private isGone: boolean;
  private movedAt: number;
  private idleTimer: unknown;

  constructor(scheduler: Scheduler, name: string, options: StreamOptions, situation: Situation) {
    super(scheduler, name, options);
    this.local = situation.local;
    this.remote = situation.remote;
    this.tls = situation.tls;
    this.bytesRead = 0;
    this.bytesWritten = 0;
    this.conditions = situation.conditions;
    this.onClosed = situation.closed;
    this.idle = options.idle ?? Number.POSITIVE_INFINITY;
    this.out = null;
    this.in = null;
    this.peer = null;
    this.quota = null;
    this.unacknowledged = 0;
    this.isGone = false;
    this.movedAt = this.conditions.loop.now();
    this.idleTimer = null;
    this.watchIdle();
  }

  connectTo(peer: MemoryConnection, out: Wire, wireIn: Wire): void {
    this.peer = peer;
    this.out = out;
    this.in = wireIn;
  }

  setNoDelay(): void {
    // Nothing is ever held back.
  }

  setKeepAlive(after: boolean | number): void {
    checkKeepAlive(after); // and nothing more: nothing is ever forgotten on the way
  }

  /** Drops the connection of a client that gave up connecting. */
  abandon(): void {
    if (!this.isGone) this.drop();
  }

  /** The connection was dropped on the way, or by the peer. */
  wasReset(): void {
    if (this.isGone) return;
    this.failed(ioError(this.describe(), platformError("ECONNRESET", "read")));
    this.destroy();
  }

  protected hasRoom(): boolean {
    return this.unacknowledged < this.conditions.capacity;
  }

  protected transmit(data: Uint8Array | string): void {
    if (this.isGone) return;
    const bytes = typeof data === "string" ? Buffer.from(data) : Buffer.from(data.slice());
    this.moved();
    this.bytesWritten += bytes.length;
    this.unacknowledged += bytes.length;
    for (const piece of this.conditions.cut(bytes)) this.launch(piece);
  }

  private launch(piece: Buffer): void {
    const most = this.out?.portion ?? piece.length;
    for (let from = 0; from < piece.length; from += most) {
      const part = piece.subarray(from, from + most);
      this.out?.send(part.length, () => this.peer?.arrived(part));
    }
  }

  protected endWriting(): void {
    this.out?.send(0, () => this.peer?.endArrived());
  }

  protected pauseReading(): void {
    // What arrives waits in the wire while `isPaused`.
  }

  protected resumeReading(): void {
    this.in?.expect();
  }

  protected destroy(): void {
    if (this.isGone) return;
    this.isGone = true;
    if (this.idleTimer !== null) this.conditions.loop.stopTimer(this.idleTimer);
    this.conditions.soon(() => {
      this.wasClosed();
      this.onClosed();
    });
  }

  protected drop(): void {
    this.out?.clear();
    this.out?.send(0, () => this.peer?.wasReset());
    this.destroy();
  }

  private arrived(all: Buffer): void {
    const bytes = this.quota?.take(all) ?? all;
    if (bytes.length > 0) this.take(bytes);
    this.quota?.look();
  }

  private take(bytes: Buffer): void {
    this.peer?.acknowledged(bytes.length);
    if (this.isGone) {
      this.out?.send(0, () => this.peer?.wasReset());
      return;
    }
    this.moved();
    this.bytesRead += bytes.length;
    this.received(bytes);
  }

  private endArrived(): void {
    this.peer?.whenGoing((peer) => peer.finished());
    this.whenGoing((self) => self.peerEnded());
  }

  private whenGoing(tell: (self: MemoryConnection) => void): void {
    if (this.isGone) return;
    tell(this);
    if (this.hasEnded) this.destroy();
  }

  private acknowledged(bytes: number): void {
    this.unacknowledged -= bytes;
    if (!this.isGone && this.hasRoom()) this.drained();
  }

  private moved(): void {
    this.movedAt = this.conditions.loop.now();
  }

  private watchIdle(): void {
    if (this.idle === Number.POSITIVE_INFINITY) return;
    const { loop } = this.conditions;
    const left = this.movedAt + this.idle - loop.now();
    if (left > 0) this.idleTimer = loop.startTimer(left, () => this.watchIdle());
    else {
      const message = `${this.describe()}: nothing has moved for ${this.idle} ms`;
      this.failed(new IoError("ERR_MAILSLOT_TIMED_OUT", message));
      this.destroy();
    }
  }
}
