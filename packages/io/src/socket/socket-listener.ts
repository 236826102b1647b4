/** A listener over a server of node:net or node:tls. */
import type { AddressInfo, Server, Socket } from "node:net";
import { Server as TlsServer } from "node:tls";
import type { Scheduler } from "@mailslot/core";
import { ioError } from "../errors.js";
import { ListenerCore } from "../net/listener-core.js";
import type { Address, ListenOptions, StreamOptions } from "../net/options.js";
import { Handshakes } from "./handshakes.js";
import { SocketConnection } from "./socket-connection.js";

export class SocketListener extends ListenerCore {
  readonly address: Address;
  private readonly server: Server;
  private readonly handshakes: Handshakes | null;

  constructor(scheduler: Scheduler, server: Server, options: ListenOptions) {
    super(scheduler, options);
    this.server = server;
    this.address = addressOf(server);
    const name = `a connection accepted by ${this.describe()}`;
    const { signal: _, ...forStreams }: StreamOptions = options;
    server.on(server instanceof TlsServer ? "secureConnection" : "connection", (socket: Socket) => {
      this.arrive(new SocketConnection(scheduler, socket, name, forStreams));
    });
    server.on("error", (error) => this.couldNotAccept(ioError(`accepting on ${this.describe()}`, error)));
    this.handshakes = server instanceof TlsServer ? new Handshakes(server, name, (error) => this.refuse(error)) : null;
  }

  protected stop(): void {
    this.server.close();
    this.handshakes?.dropAll();
  }
}

function addressOf(server: Server): Address {
  const bound = server.address() as AddressInfo | string;
  return typeof bound === "string" ? { path: bound } : { host: bound.address, port: bound.port };
}
