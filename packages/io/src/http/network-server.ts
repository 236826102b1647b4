/**
 * A server of node:http whose connections come from a listener of any network. The platform would look for slow clients by
 * its own clock, and date answers by it; here both go by the scheduler's event loop and by `Date`, which may be virtual.
 *
 * Invariants: `clients` are the streams whose connections are not gone; once closed, no client is let in.
 */
import * as http from "node:http";
import type { AddressInfo, Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { Scheduler } from "@mailslot/core";
import type { Connection } from "../net/connection.js";
import type { Listener } from "../net/network.js";
import { hear } from "../source/hear.js";
import { ConnectionStream } from "./connection-stream.js";
import { Patience } from "./patience.js";
import { UPGRADED } from "./server-events.js";

export class NetworkServer extends http.Server {
  private readonly scheduler: Scheduler;
  private readonly listener: Listener;
  private readonly clients: Map<Duplex, Patience>;
  private whenGone: (() => void) | null;

  constructor(scheduler: Scheduler, listener: Listener, options: http.ServerOptions) {
    super({ ...options, ServerResponse: dated(options.ServerResponse ?? http.ServerResponse) });
    this.scheduler = scheduler;
    this.listener = listener;
    this.clients = new Map();
    this.whenGone = null;
    this.on("request", (request) => this.clients.get(request.socket)?.came(request));
    this.on(UPGRADED, (client: Duplex) => this.clients.get(client)?.leave());
  }

  override address(): AddressInfo | string {
    const { host, port, path } = this.listener.address;
    return path ?? { address: host, port, family: host.includes(":") ? "IPv6" : "IPv4" };
  }

  /** Lets clients in, until it is closed. */
  letIn(): void {
    hear(
      this.listener.accept(),
      (connection) => {
        this.welcome(connection);
        this.letIn();
      },
      (error: unknown) => {
        if (this.listener.closed) return;
        this.emit("error", error);
        this.letIn();
      },
    );
  }

  override close(gone: () => void): this {
    this.whenGone = gone;
    this.listener.close();
    for (const [client, patience] of this.clients) if (patience.isIdle) client.destroy();
    if (this.clients.size === 0) gone();
    return this;
  }

  private welcome(connection: Connection): void {
    const client = new ConnectionStream(this.scheduler, connection, true);
    this.clients.set(client, new Patience(this.scheduler, this, client));
    const gone = (): void => {
      this.clients.delete(client);
      if (this.clients.size === 0) this.whenGone?.();
    };
    hear(connection.closed, gone, gone);
    this.emit("connection", client as unknown as Socket); // the platform takes any stream with these methods
  }
}

/** Has answers show the date that `Date` shows; the platform's own is always the real one. */
function dated(base: typeof http.ServerResponse): typeof http.ServerResponse {
  class Dated extends base {
    override writeHead(...given: [status: number, ...rest: never[]]): this {
      if (this.sendDate && !this.headersSent && !this.hasHeader("date"))
        this.setHeader("Date", new Date().toUTCString());
      return super.writeHead(...given);
    }
  }
  return Dated as typeof http.ServerResponse;
}
