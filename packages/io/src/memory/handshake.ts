/**
 * The TLS handshake of a connection in memory. It is the platform's own, so certificates, names, ALPN and the callbacks of a
 * program count as they do over sockets; but it is held over a pipe beside the wires, and what follows travels as it
 * is: encrypted bytes would be others in each run, and of other lengths. See docs/decisions/0247-tls-in-memory.md.
 *
 * Invariants: virtual time stands still until both sides know, if the loop gives the platform its turns; `over` is called
 * once, unless the handshake is dropped.
 */
import { Duplex } from "node:stream";
import { type ConnectionOptions, connect, createServer, type TLSSocket, type TlsOptions } from "node:tls";
import type { EventLoop } from "@mailslot/core";
import type { TlsDetails } from "../net/connection.js";
import { safeClient, safeServer } from "../socket/callbacks.js";
import { tlsDetailsOf } from "../socket/tls-details.js";

/** What a handshake came to. */
export interface Shaken {
  /** What the client knows of the connection, or why it has none. */
  readonly client: TlsDetails | Error;
  /** What the server knows of it, or why it has none; null when the client has left before. */
  readonly server: TlsDetails | Error | null;
}

/**
 * How often the loop is kept from resting while the platform has no turn: a manual loop that is driven by `run` or `advance`
 * gives it none. Then time goes on, and the handshake is over when the platform says so.
 */
const LOOKS = 100;

export class Handshake {
  private readonly loop: EventLoop;
  private readonly over: (result: Shaken) => void;
  private readonly sockets: Duplex[];
  private client: TlsDetails | Error | null;
  private server: TlsDetails | Error | null;
  private isOver: boolean;
  /** Whether the loop is kept from resting. */
  private isHeld: boolean;
  /** How often the loop was kept from resting since the platform had a turn. */
  private looks: number;

  constructor(loop: EventLoop, asked: ConnectionOptions, offered: TlsOptions, over: (result: Shaken) => void) {
    this.loop = loop;
    this.over = over;
    this.sockets = [];
    this.client = null;
    this.server = null;
    this.isOver = false;
    this.isHeld = true;
    this.looks = 0;
    // A timer of no time: it fires when nothing else can run at this moment, so in every run at the same place.
    loop.startTimer(0, () => this.begin(asked, offered));
  }

  /** Lets nobody know what comes of it. */
  drop(): void {
    this.isOver = true;
    for (const socket of this.sockets) socket.destroy();
  }

  private begin(asked: ConnectionOptions, offered: TlsOptions): void {
    if (this.isOver) return;
    const [here, there] = pipe();
    this.sockets.push(here, there);
    try {
      this.listen(offered, there);
      this.connect(asked, here);
    } catch (error) {
      this.client = error as Error; // options that make no sense
    }
    this.hold();
  }

  private listen(offered: TlsOptions, carrier: Duplex): void {
    const server = createServer(safeServer(offered));
    server.on("secureConnection", (socket: TLSSocket) => {
      this.keep(socket);
      this.server ??= tlsDetailsOf(socket);
      this.learned();
    });
    server.on("tlsClientError", (error: Error, socket: TLSSocket) => {
      this.keep(socket);
      this.server ??= error;
      this.learned();
    });
    server.emit("connection", carrier);
  }

  private connect(asked: ConnectionOptions, carrier: Duplex): void {
    const socket = connect({ ...safeClient(asked), socket: carrier });
    this.keep(socket);
    socket.once("secureConnect", () => {
      this.client ??= tlsDetailsOf(socket);
      this.learned();
    });
    socket.on("error", (error) => {
      this.client ??= error;
      this.learned();
    });
    socket.once("close", () => {
      this.client ??= new Error("the connection was closed before it was secure");
      this.learned();
    });
  }

  private keep(socket: TLSSocket): void {
    this.sockets.push(socket);
    socket.on("error", () => undefined); // once it is secure, or has failed, what becomes of it does not count
    socket.resume();
  }

  /** Keeps the loop from resting: a virtual one would let time pass. */
  private hold(): void {
    if (this.isOver) return;
    this.isHeld = this.looks < LOOKS;
    if (this.isKnown()) this.end();
    else if (this.isHeld) {
      if (this.looks++ === 0) platformTurn(() => (this.looks = 0));
      this.loop.afterPoll(() => this.hold());
    }
  }

  /** One of the sides knows more than before. */
  private learned(): void {
    if (!this.isHeld && this.isKnown()) this.loop.soon(() => this.end());
  }

  private isKnown(): boolean {
    return this.client instanceof Error || (this.client !== null && this.server !== null);
  }

  private end(): void {
    if (this.isOver) return;
    const { client, server } = this;
    this.drop();
    this.over({ client: client as TlsDetails | Error, server });
  }
}

// As it was when this module was loaded: a simulation puts one of virtual time in its place.
const platformTurn = setImmediate;

/** Makes two streams, each of which reads what the other is written, and ends when that one does. */
function pipe(): [Duplex, Duplex] {
  const ends: Duplex[] = [0, 1].map(
    (n) =>
      new Duplex({
        read: () => undefined,
        write(chunk, _encoding, done) {
          ends[1 - n]?.push(chunk);
          done();
        },
        final(done) {
          ends[1 - n]?.push(null);
          done();
        },
        destroy(error, done) {
          ends[1 - n]?.push(null);
          done(error);
        },
      }),
  );
  return ends as [Duplex, Duplex];
}
