/** One attempt to connect in memory: the way there and back, and over TLS once more there and back. */
import type { Scheduler } from "@mailslot/core";
import { IoError, ioError } from "../errors.js";
import type { Connection } from "../net/connection.js";
import { addressText, type ConnectOptions } from "../net/options.js";
import type { Attempt } from "../source/cold-operation.js";
import { type AddressBook, platformError } from "./address-book.js";
import { Handshake, type Shaken } from "./handshake.js";
import type { LinkConditions } from "./link-conditions.js";
import type { LinkCore, LinkTls } from "./link-core.js";
import { MemoryListener } from "./memory-listener.js";

/** What there is between two hosts. */
export interface Terrain {
  readonly addresses: AddressBook;
  readonly conditions: LinkConditions;
  /** Whether new connections are refused, as if nothing listened. */
  readonly refuses: boolean;
  /** Calls back after the latency of one direction; during a cut, when it is healed. */
  cross(hosts: readonly [from: string, to: string], callback: () => void): void;
  /** Makes the two ends of a connection. */
  join(request: Request, listener: MemoryListener, tls: LinkTls | null): LinkCore;
}

/** Who connects, from where, and to what. */
export interface Request {
  readonly scheduler: Scheduler;
  readonly hosts: readonly [from: string, to: string];
  readonly options: ConnectOptions;
}

export class Dial {
  private readonly terrain: Terrain;
  private readonly request: Request;
  private readonly attempt: Attempt<Connection>;
  private link: LinkCore | null;
  private handshake: Handshake | null;
  private isWanted: boolean;

  constructor(terrain: Terrain, request: Request, attempt: Attempt<Connection>) {
    this.terrain = terrain;
    this.request = request;
    this.attempt = attempt;
    this.link = null;
    this.handshake = null;
    this.isWanted = true;
    const { addresses, conditions } = terrain;
    if (addresses.knows(request.options)) this.cross(() => this.knock());
    else conditions.soon(() => this.knock());
  }

  giveUp(): void {
    this.isWanted = false;
    this.handshake?.drop();
    this.link?.client.abandon();
  }

  private knock(): void {
    const { addresses, refuses } = this.terrain;
    const { options } = this.request;
    const listener = refuses ? "ECONNREFUSED" : addresses.find(options);
    if (!(listener instanceof MemoryListener)) {
      this.failBack(ioError(this.what, platformError(listener, "connect")));
    } else if (!this.isWanted) return;
    else if (isSecure(options) !== listener.isSecure) {
      const mixed = `${this.what} failed: one side speaks TLS and the other does not`;
      listener.refuse(new IoError("ERR_MAILSLOT_TLS", mixed));
      this.failBack(new IoError("ERR_MAILSLOT_TLS", mixed));
    } else if (listener.isSecure) this.cross(() => this.cross(() => this.shakeHands(listener)));
    else listener.arrive(this.join(listener, null).server);
  }

  /** The client's hello has arrived. */
  private shakeHands(listener: MemoryListener): void {
    if (!this.isWanted) return;
    const { tls, host } = this.request.options;
    const given = typeof tls === "object" ? tls : {};
    const asked = host === undefined ? given : { host, ...given };
    this.handshake = new Handshake(this.terrain.conditions.loop, asked, listener.streams.tls ?? {}, (result) => {
      this.handshake = null;
      this.shaken(listener, result);
    });
  }

  private shaken(listener: MemoryListener, { client, server }: Shaken): void {
    if (client instanceof Error) {
      if (server instanceof Error) this.refuse(listener, server);
      this.failBack(ioError(this.what, client, "ERR_MAILSLOT_TLS"));
      return;
    }
    const isTaken = server !== null && !(server instanceof Error);
    const link = this.join(listener, { client, server: isTaken ? server : client });
    // The client knows first; the server, when the client's last word has come.
    this.cross(() =>
      this.cross(() => {
        if (isTaken) listener.arrive(link.server);
        else {
          this.refuse(listener, server as Error);
          link.server.resetNow();
        }
      }),
    );
  }

  private refuse(listener: MemoryListener, error: Error): void {
    const what = `the TLS handshake of a connection accepted by ${listener.describe()}`;
    listener.refuse(ioError(what, error, "ERR_MAILSLOT_TLS"));
  }

  /** Makes both ends, of which the client gets its own after the way back. */
  private join(listener: MemoryListener, tls: LinkTls | null): LinkCore {
    const link = this.terrain.join(this.request, listener, tls);
    this.link = link;
    this.cross(() => {
      if (this.isWanted) this.attempt.completed(link.client);
    });
    return link;
  }

  private failBack(error: Error): void {
    this.cross(() => {
      if (this.isWanted) this.attempt.failed(error);
    });
  }

  private cross(callback: () => void): void {
    this.terrain.cross(this.request.hosts, callback);
  }

  private get what(): string {
    return `connecting to ${addressText(this.request.options, "localhost")}`;
  }
}

function isSecure({ tls }: ConnectOptions): boolean {
  return tls !== undefined && tls !== false;
}
