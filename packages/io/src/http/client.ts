/**
 * One connection to an HTTP server: how many of its requests are handed over, and which are held back. A client may send
 * many requests without waiting for answers; only some are handed over at once, so that other clients have their turn.
 *
 * Invariants: `open` counts the requests handed over whose answers are neither sent nor `unfinished`; while it is below the limit, none is
 * held; the socket is paused by this only while many are held; after `gone`, none is held.
 */
import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { PIPELINED } from "../policy.js";
import { Fifo } from "../source/fifo.js";
import type { Exchange } from "./exchange.js";

/** Bytes of an answer that count as few, and how many such may wait to be sent: 4 MB, beside the one that is sent. */
const SMALL = 16_384;
const SENDING = 256;

const CLIENT: unique symbol = Symbol("client");

/** `_paused` is the platform's mark of a socket that it has paused itself. */
type Connected = Socket & { [CLIENT]?: HttpClient; readonly _paused?: boolean };

export class HttpClient {
  gone: boolean;
  private open: number;
  /** Answers that were given whole, and are small: others need not wait until they are sent. */
  private unfinished: number;
  private held: Fifo<Exchange> | null;
  private paused: boolean;
  private closing: boolean;
  /** The request that came last: with its answer, a connection that closes ends. */
  private newest: Exchange | null;
  private readonly socket: Socket;
  private readonly handOver: (exchange: Exchange) => void;
  /** What must hear that the client has gone. */
  private watchers: Set<() => void> | null;

  constructor(socket: Socket, handOver: (exchange: Exchange) => void) {
    this.gone = false;
    this.open = 0;
    this.unfinished = 0;
    this.held = null;
    this.paused = false;
    this.closing = false;
    this.newest = null;
    this.socket = socket;
    this.handOver = handOver;
    this.watchers = null;
    (socket as Connected)[CLIENT] = this;
    socket.once("close", () => this.wasClosed());
  }

  /** Returns the client behind a socket, if it has sent a request before. */
  static of(socket: Socket): HttpClient | undefined {
    return (socket as Connected)[CLIENT];
  }

  /** Whether answers of this connection are still to be given or sent. */
  get isBusy(): boolean {
    return this.open > 0 || this.unfinished > 0;
  }

  /** Hands a request over, or holds it back. */
  came(exchange: Exchange): void {
    this.newest = exchange;
    if (this.open < PIPELINED) this.pass(exchange);
    else {
      this.held ??= new Fifo();
      this.held.push(exchange);
      if (!this.paused && this.held.length >= PIPELINED) this.pause();
    }
  }

  /** Whether no request of this connection has come after `exchange`. */
  isNewest(exchange: Exchange): boolean {
    return this.newest === exchange;
  }

  /** Runs `action` when the client goes; returns what takes that back. */
  whenGone(action: () => void): () => void {
    this.watchers ??= new Set();
    this.watchers.add(action);
    return () => this.watchers?.delete(action);
  }

  /** Ends the connection when what was sent is answered, and hands over what is held, to be refused. */
  close(): void {
    this.closing = true;
    for (const exchange of this.held?.takeAll() ?? []) this.pass(exchange);
    this.resume();
  }

  private pass(exchange: Exchange): void {
    this.open++;
    exchange.response.on("close", answered);
    this.handOver(exchange);
  }

  /** A whole answer was given, and waits to be sent. */
  given(response: ServerResponse): void {
    if (response.writableLength > SMALL || this.unfinished >= SENDING || this.gone) return;
    this.unfinished++;
    this.handedOver();
  }

  /** An answer was sent, or cut. */
  answered(): void {
    if (this.unfinished > 0) this.unfinished--;
    else this.handedOver();
    if (this.closing && this.open === 0 && this.unfinished === 0) this.socket.destroySoon();
  }

  private handedOver(): void {
    this.open--;
    while (this.open < PIPELINED && !this.gone) {
      const next = this.held?.shift();
      if (next === undefined) break;
      this.pass(next);
    }
    if ((this.held?.length ?? 0) < PIPELINED) this.resume();
  }

  /** Reads no more. The platform resumes the socket at the end of each answer: that must wait, or every one lets in a read. */
  private pause(): void {
    this.paused = true;
    this.socket.pause();
    this.socket.resume = staysPaused;
  }

  /** Reads on, unless the platform has paused the socket itself, since its answers wait to be sent. */
  private resume(): void {
    if (!this.paused) return;
    this.paused = false;
    delete (this.socket as Partial<Socket>).resume;
    if ((this.socket as Connected)._paused !== true) this.socket.resume();
  }

  private wasClosed(): void {
    this.gone = true;
    this.held?.takeAll();
    const { watchers } = this;
    this.watchers = null;
    for (const action of watchers ?? []) action();
  }
}

function staysPaused(this: Socket): Socket {
  return this;
}

function answered(this: ServerResponse): void {
  HttpClient.of(this.req.socket)?.answered();
}
