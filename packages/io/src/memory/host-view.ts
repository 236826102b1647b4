/** A network in memory as a program on one of its hosts sees it. */
import type { Source } from "@mailslot/core";
import type { Connection } from "../net/connection.js";
import type { Listener, Network } from "../net/network.js";
import { type ConnectOptions, type ListenOptions, readConnect, readListen } from "../net/options.js";
import { NETWORK } from "../ownership.js";
import { EVERY, HERE, nameOf } from "./address-book.js";

/** The network, as far as its hosts need it. */
export interface Hosted extends Network {
  /** Connects from a host. */
  connectFrom(host: string, options: ConnectOptions): Source<Connection>;
}

export class HostView implements Network {
  readonly home: symbol;
  private readonly network: Hosted;
  private readonly host: string;

  constructor(network: Hosted, host: string) {
    this.home = NETWORK;
    this.network = network;
    this.host = host;
  }

  listen(options: ListenOptions): Source<Listener> {
    return this.network.listen(this.local(readListen(options)));
  }

  connect(options: ConnectOptions): Source<Connection> {
    return this.network.connectFrom(this.host, this.local(readConnect(options)));
  }

  /** Returns the options with the host's name in place of those by which it calls itself. */
  private local<O extends ListenOptions | ConnectOptions>(options: O): O {
    const { host = HERE, path } = options;
    const isItself = path === undefined && [HERE, EVERY].includes(nameOf(host));
    return isItself ? { ...options, host: this.host } : options;
  }
}
