/** A connection of a network in memory, seen as a whole: two ends and a wire each way. */
import type { Scheduler } from "@mailslot/core";
import { type Address, addressText, type ConnectOptions } from "../net/options.js";
import { NETWORK } from "../ownership.js";
import type { LinkConditions } from "./link-conditions.js";
import { MemoryConnection } from "./memory-connection.js";
import type { MemoryListener } from "./memory-listener.js";
import type { Link } from "./memory-network.js";
import { Wire } from "./wire.js";

/** Which side connects, from where, and to what. */
export interface Joining {
  readonly scheduler: Scheduler;
  readonly options: ConnectOptions;
  readonly from: Address;
  readonly listener: MemoryListener;
  readonly isSecure: boolean;
}

export class LinkCore implements Link {
  readonly home: symbol;
  readonly client: MemoryConnection;
  readonly server: MemoryConnection;
  private readonly toClient: Wire;
  private readonly toServer: Wire;

  constructor(
    conditions: LinkConditions,
    { scheduler, options, from, listener, isSecure }: Joining,
    ended: () => void,
  ) {
    this.home = NETWORK;
    const tls = isSecure ? { alpn: null, serverName: options.host ?? null } : null;
    const { address: to, streams } = listener;
    const client = `the connection to ${addressText(options, "localhost")}`;
    const server = `a connection accepted by ${listener.describe()}`;
    let open = 2;
    const closed = (): void => {
      if (--open === 0) ended();
    };
    this.client = new MemoryConnection(scheduler, client, options, {
      conditions,
      local: from,
      remote: to,
      tls,
      closed,
    });
    this.server = new MemoryConnection(listener.scheduler, server, streams, {
      conditions,
      local: to,
      remote: from,
      tls,
      closed,
    });
    this.toClient = new Wire(conditions, this.client);
    this.toServer = new Wire(conditions, this.server);
    this.client.connectTo(this.server, this.toServer, this.toClient);
    this.server.connectTo(this.client, this.toClient, this.toServer);
  }

  cut(direction?: "to-client" | "to-server"): void {
    if (direction !== "to-server") this.toClient.cut();
    if (direction !== "to-client") this.toServer.cut();
  }

  heal(): void {
    this.toClient.heal();
    this.toServer.heal();
  }

  reset(): void {
    this.client.wasReset();
    this.server.wasReset();
  }

  lose(end: "client" | "server"): void {
    this.cut();
    this[end].wasReset();
  }
}
