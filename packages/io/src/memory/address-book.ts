/**
 * The addresses of a network in memory: which listeners there are, and which ports and names there are.
 *
 * Invariants: no two listeners have one path, or one port of one host.
 */
import type { Address, ConnectOptions, ListenOptions } from "../net/options.js";
import type { MemoryListener } from "./memory-listener.js";

/** The names of this host. */
const LOCAL: readonly string[] = ["localhost", "127.0.0.1", "::1", "0.0.0.0", "::"];

/** The name of this host among hosts. */
export const HERE: string = "localhost";

/** Where ports chosen by the system begin (IANA). */
const FIRST_EPHEMERAL = 49_152;

/** Makes an error as the platform would. */
export function platformError(code: string, call: string): Error {
  return Object.assign(new Error(`${call} ${code}`), { code, syscall: call });
}

/** Stands for every host of a port. */
export const EVERY: string = "*";

export class AddressBook {
  private readonly hosts: ReadonlySet<string>;
  private readonly paths: Map<string, MemoryListener>;
  /** By port, and there by host, each by one of its names. */
  private readonly ports: Map<number, Map<string, MemoryListener>>;
  private listeners: number;
  private nextPort: number;

  constructor(hosts: readonly string[]) {
    this.hosts = new Set([...LOCAL, ...hosts]);
    this.paths = new Map();
    this.ports = new Map();
    this.listeners = 0;
    this.nextPort = FIRST_EPHEMERAL;
  }

  get size(): number {
    return this.listeners;
  }

  add(listener: MemoryListener): void {
    const { path, host = EVERY, port = 0 } = listener.address;
    this.listeners++;
    if (path !== undefined) {
      this.paths.set(path, listener);
      return;
    }
    const hosts = this.ports.get(port) ?? new Map<string, MemoryListener>();
    this.ports.set(port, hosts.set(nameOf(host), listener));
  }

  remove(listener: MemoryListener): void {
    const { path, host = EVERY, port = 0 } = listener.address;
    const hosts = this.ports.get(port);
    const isRemoved = path === undefined ? hosts?.delete(nameOf(host)) : this.paths.delete(path);
    if (isRemoved === true) this.listeners--;
    if (path === undefined && hosts?.size === 0) this.ports.delete(port);
  }

  /** Returns the address to listen on, or the platform's code for why not. */
  choose({ path, host, port }: ListenOptions): Address | string {
    if (path !== undefined) return this.paths.has(path) ? "EADDRINUSE" : { path };
    if (host !== undefined && !this.hosts.has(host)) return "EADDRNOTAVAIL";
    const name = host ?? "::";
    if (port === 0) {
      const free = this.freePort();
      return this.listenerAt(name, free) === undefined ? { host: name, port: free } : "EADDRINUSE";
    }
    const taken = this.listenerAt(name, port as number) !== undefined;
    return taken ? "EADDRINUSE" : { host: name, port: port as number };
  }

  /** Returns the listener that `options` point to, or the platform's code for why nothing does. */
  find(options: ConnectOptions): MemoryListener | string {
    const { path, host = "localhost", port } = options;
    if (!this.knows(options)) return "ENOTFOUND";
    if (path !== undefined) return this.paths.get(path) ?? "ENOENT";
    return this.listenerAt(host, port as number) ?? "ECONNREFUSED";
  }

  /** Whether there is a host of the name that `options` give. */
  knows({ path, host = "localhost" }: ConnectOptions): boolean {
    return path !== undefined || this.hosts.has(host);
  }

  /** Returns an address for the end of a client. */
  ephemeral(host: string): Address {
    return { host: host === HERE ? "127.0.0.1" : host, port: this.freePort() };
  }

  /** Returns the listener whose host is that of `host`: "::" and "0.0.0.0" are all of them. */
  private listenerAt(host: string, port: number): MemoryListener | undefined {
    const hosts = this.ports.get(port);
    const name = nameOf(host);
    if (name !== EVERY) return hosts?.get(name) ?? hosts?.get(EVERY);
    const [first] = hosts?.values() ?? [];
    return first;
  }

  /** Returns the next port that nothing listens on; when there is none, as for a client, one that is taken will do. */
  private freePort(): number {
    for (let tries = 65_536 - FIRST_EPHEMERAL; ; tries--) {
      const port = this.nextPort++;
      if (this.nextPort > 65_535) this.nextPort = FIRST_EPHEMERAL;
      if (tries <= 0 || !this.ports.has(port)) return port;
    }
  }
}

/** Returns one of the names that a host has. */
export function nameOf(host: string): string {
  if (host === "::" || host === "0.0.0.0") return EVERY;
  return LOCAL.includes(host) ? "localhost" : host;
}
