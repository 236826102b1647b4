/**
 * The TLS handshakes of a server that are under way: connections not yet handed over.
 *
 * Invariants: `pending` are the connections whose handshake has neither succeeded nor failed.
 */
import type { Server, Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import { type IoError, ioError } from "../errors.js";

export class Handshakes {
  private readonly pending: Set<Socket>;
  private closed: boolean;

  constructor(server: Server, name: string, failed: (error: IoError) => void) {
    this.pending = new Set();
    this.closed = false;
    server.on("connection", (socket: Socket) => this.began(socket));
    server.on("secureConnection", (socket: TLSSocket) => this.pending.delete(below(socket)));
    server.on("tlsClientError", (error: Error, socket: TLSSocket) => {
      const peer = peerOf(socket);
      this.pending.delete(below(socket));
      socket.destroy(); // after a time-out, the platform leaves it open
      const what = `the TLS handshake of ${name}${peer && ` from ${peer}`}`;
      if (!this.closed) failed(ioError(what, error, "ERR_MAILSLOT_TLS"));
    });
  }

  /** Drops every connection that has not shaken hands. */
  dropAll(): void {
    this.closed = true;
    for (const socket of this.pending) socket.destroy();
    this.pending.clear();
  }

  private began(socket: Socket): void {
    if (this.closed) socket.destroy();
    else {
      this.pending.add(socket);
      socket.once("close", () => this.pending.delete(socket));
    }
  }
}

/** The socket that TLS was laid over: the platform keeps it in `_parent`. */
function below(socket: TLSSocket & { readonly _parent?: Socket }): Socket {
  return socket._parent ?? socket;
}

/** The other end, as people write it; "" for a Unix socket. */
function peerOf({ remoteAddress, remotePort }: Socket): string {
  return remotePort === undefined ? "" : `${remoteAddress}:${remotePort}`;
}
