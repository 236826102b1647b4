/**
 * The TLS handshakes of a server that are under way: connections not yet handed over.
 *
 * Invariants: `pending` are the connections whose handshake has neither succeeded nor failed.
 */
import type { Server, Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import { type IoError, ioError } from "../errors.js";

export class Handshakes {
  private readonly pending: Map<string, Socket>;
  private closed: boolean;

  constructor(server: Server, name: string, failed: (error: IoError) => void) {
    this.pending = new Map();
    this.closed = false;
    server.on("connection", (socket: Socket) => this.began(socket));
    server.on("secureConnection", (socket: TLSSocket) => this.pending.delete(peerOf(socket)));
    server.on("tlsClientError", (error: Error, socket: TLSSocket) => {
      const peer = peerOf(socket);
      this.pending.delete(peer);
      socket.destroy(); // after a time-out, the platform leaves it open
      const what = `the TLS handshake of ${name}${peer && ` from ${peer}`}`;
      if (!this.closed) failed(ioError(what, error, "ERR_MAILSLOT_TLS"));
    });
  }

  /** Drops every connection that has not shaken hands. */
  dropAll(): void {
    this.closed = true;
    for (const socket of this.pending.values()) socket.destroy();
    this.pending.clear();
  }

  private began(socket: Socket): void {
    const peer = peerOf(socket);
    if (this.closed) socket.destroy();
    else if (peer !== "") {
      this.pending.set(peer, socket);
      socket.once("close", () => {
        if (this.pending.get(peer) === socket) this.pending.delete(peer);
      });
    }
  }
}

/** The other end, by which a connection is the same before and after its handshake; "" for a Unix socket. */
function peerOf({ remoteAddress, remotePort }: Socket): string {
  return remotePort === undefined ? "" : `${remoteAddress}:${remotePort}`;
}
