/** A connection of a network in memory, seen as a whole: two ends and a wire each way. */
import type { Scheduler } from "@mailslot/core";
import { badArgument } from "@mailslot/core/engine";
import type { TlsDetails } from "../net/connection.js";
import { type Address, addressText, type ConnectOptions } from "../net/options.js";
import { NETWORK } from "../ownership.js";
import { checkWhole, checkWord, LONGEST_TIME } from "../source/argument.js";
import type { Link } from "./link.js";
import type { LinkConditions } from "./link-conditions.js";
import { MemoryConnection } from "./memory-connection.js";
import type { MemoryListener } from "./memory-listener.js";
import { Quota } from "./quota.js";
import { Wire } from "./wire.js";

/** Fails unless so many bytes may pass in a second. */
export function checkRate(bytesPerSecond: number | undefined): void {
  if (bytesPerSecond === undefined || (typeof bytesPerSecond === "number" && bytesPerSecond > 0)) return;
  throw badArgument("bytes per second", bytesPerSecond, "a number above 0; Infinity for no limit");
}

const DIRECTIONS = ["to-client", "to-server"] as const;

/** What each end knows of the TLS between them. */
export interface LinkTls {
  readonly client: TlsDetails;
  readonly server: TlsDetails;
}

/** Which side connects, from where, and to what. */
export interface Joining {
  readonly scheduler: Scheduler;
  readonly options: ConnectOptions;
  readonly from: Address;
  /** The names of the two hosts. */
  readonly hosts: readonly [from: string, to: string];
  readonly listener: MemoryListener;
  readonly tls: LinkTls | null;
}

export class LinkCore implements Link {
  readonly home: symbol;
  readonly client: MemoryConnection;
  readonly server: MemoryConnection;
  readonly hosts: readonly [from: string, to: string];
  private readonly toClient: Wire;
  private readonly toServer: Wire;

  constructor(
    conditions: LinkConditions,
    { scheduler, options, from, hosts, listener, tls }: Joining,
    ended: () => void,
  ) {
    this.home = NETWORK;
    this.hosts = hosts;
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
      tls: tls?.client ?? null,
      closed,
    });
    this.server = new MemoryConnection(listener.scheduler, server, streams, {
      conditions,
      local: to,
      remote: from,
      tls: tls?.server ?? null,
      closed,
    });
    this.toClient = new Wire(conditions, this.client);
    this.toServer = new Wire(conditions, this.server);
    this.client.connectTo(this.server, this.toServer, this.toClient);
    this.server.connectTo(this.client, this.toClient, this.toServer);
  }

  cut(direction?: "to-client" | "to-server"): void {
    checkWord("the direction", direction, DIRECTIONS);
    if (direction !== "to-server") this.toClient.cut();
    if (direction !== "to-client") this.toServer.cut();
  }

  heal(): void {
    this.toClient.heal();
    this.toServer.heal();
    this.client.quota = null;
    this.server.quota = null;
  }

  delay(ms: number): void {
    checkWhole("the delay of a link", ms, 0, LONGEST_TIME);
    this.toClient.delay(ms);
    this.toServer.delay(ms);
  }

  slow(bytesPerSecond: number): void {
    checkRate(bytesPerSecond);
    this.toClient.slow(bytesPerSecond);
    this.toServer.slow(bytesPerSecond);
  }

  resetAfter(bytes: number, direction?: "to-client" | "to-server"): void {
    checkWhole("the bytes before a reset", bytes, 0);
    checkWord("the direction", direction, DIRECTIONS);
    const quota = new Quota(bytes, () => this.reset());
    if (direction !== "to-server") this.client.quota = quota;
    if (direction !== "to-client") this.server.quota = quota;
    quota.look();
  }

  reset(): void {
    this.client.wasReset();
    this.server.wasReset();
  }

  lose(end: "client" | "server"): void {
    if (end !== "client" && end !== "server") throw badArgument("the end", end, '"client" or "server"');
    this.cut();
    this[end].wasReset();
  }
}
