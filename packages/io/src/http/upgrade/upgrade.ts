/**
 * One wish to speak another protocol: taken, and with it the connection, or refused.
 *
 * Invariants: while it is open, its timer runs; it is settled once.
 */
import { type IncomingMessage, STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import { UsageError } from "@mailslot/core";
import { checkHome, EXCHANGE } from "../../ownership.js";
import { checkWhole } from "../../source/argument.js";
import type { HttpCore } from "../http-core.js";

/** A connection that another protocol goes on with. Whoever has taken it owns it: reads it, writes to it, and ends it. */
export interface UpgradedConnection {
  /** The platform's socket or, over another network, a stream with the same methods. */
  readonly socket: Duplex;
  /** What the client has sent of its new protocol already; it comes before what the socket gives. */
  readonly head: Buffer;
}

/**
 * A request of a client that wishes to go on with another protocol over the same connection. `using` refuses it at the end of the
 * block, with 500, if nothing else has settled it; so does the server after its `answerWithin`.
 */
export interface HttpUpgrade extends Disposable {
  /** The platform's request: `url`, `headers`. */
  readonly request: IncomingMessage;
  /** The protocols that it asks for, as it has written them, in lower case: "websocket". */
  readonly protocol: string;
  /** Whether it was taken or refused, or its client has gone. */
  readonly settled: boolean;
  /**
   * Hands the connection over; it acts when called. Nothing was answered yet: the 101 is for the protocol to send. From then on
   * the connection is the caller's; a server that closes cuts it after `linger` ms, if it has not ended by then. Throws a UsageError
   * when it is settled; the connection of a client that has gone is one that is destroyed.
   */
  take(): UpgradedConnection;
  /**
   * Answers with a status from 400 to 599 (400 by default) and ends the connection; it acts when called. Throws a UsageError when it is
   * settled; if the client has gone, it does nothing.
   */
  refuse(status?: number): void;
}

export class Upgrade implements HttpUpgrade {
  readonly home: symbol;
  readonly request: IncomingMessage;
  private readonly server: HttpCore;
  private readonly socket: Duplex;
  private readonly head: Buffer;
  private timer: unknown;
  private isOpen: boolean;
  private readonly gone: () => void;

  constructor(server: HttpCore, request: IncomingMessage, socket: Duplex, head: Buffer) {
    this.home = EXCHANGE;
    this.request = request;
    this.server = server;
    this.socket = socket;
    this.head = head;
    this.isOpen = true;
    this.gone = () => this.settle();
    this.timer = server.scheduler.loop.startTimer(server.unanswered.within, () => this.abandon());
    socket.on("error", ignored); // for ever: what a peer does never ends the process
    socket.once("close", this.gone);
  }

  get protocol(): string {
    return String(this.request.headers.upgrade ?? "").toLowerCase();
  }

  get settled(): boolean {
    return !this.isOpen;
  }

  take(): UpgradedConnection {
    const { socket, head } = this;
    this.begin();
    return { socket, head };
  }

  refuse(status = 400): void {
    checkWhole("the status of a refusal", status, 400, 599);
    this.begin();
    this.answer(status);
  }

  /** Refuses with `status` unless it is settled. */
  drop(status: number): void {
    if (!this.isOpen) return;
    this.settle();
    this.answer(status);
  }

  [Symbol.dispose](): void {
    this.abandon();
  }

  describe(): string {
    return `the upgrade ${this.request.method} ${this.request.url}`;
  }

  toJSON(): string {
    return this.describe();
  }

  private abandon(): void {
    if (this.isOpen) this.server.abandoned++;
    this.drop(500);
  }

  private begin(): void {
    checkHome(this.server);
    if (this.isOpen) this.settle();
    else if (!this.socket.destroyed) throw settledTwice(this);
  }

  private settle(): void {
    this.isOpen = false;
    this.server.scheduler.loop.stopTimer(this.timer);
    this.socket.off("close", this.gone);
  }

  private answer(status: number): void {
    const { socket } = this;
    if (socket.destroyed) return;
    const retry = status === 503 ? "Retry-After: 1\r\n" : "";
    socket.once("finish", () => socket.destroy());
    socket.end(
      `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}\r\nConnection: close\r\n${retry}Content-Length: 0\r\n\r\n`,
    );
  }
}

function settledTwice(upgrade: Upgrade): UsageError {
  const reason = `${upgrade.describe()} is settled already: take it or refuse it, once, and within the answerWithin of its server`;
  return new UsageError("ERR_MAILSLOT_ARGUMENT", reason);
}

function ignored(): void {
  // A client that goes is heard of by "close".
}
