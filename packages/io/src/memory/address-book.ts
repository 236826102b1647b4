/**
 * The addresses of a network in memory: which listeners there are, and which ports and names there are.
 *
 * Invariants: no two listeners have one path, or one port of one host.
 */
import type { Address, ConnectOptions, ListenOptions } from "../net/options.js";
import type { MemoryListener } from "./memory-listener.js";

/** The names of this host. */
const LOCAL: readonly string[] = ["localhost", "127.0.0.1", "::1", "0.0.0.0", "::"];

/** Where ports chosen by the system begin (IANA). */
const FIRST_EPHEMERAL = 49_152;

/** Makes an error as the platform would. */
export function platformError(code: string, call: string): Error {
  return Object.assign(new Error(`${call} ${code}`), { code, syscall: call });
}

export class AddressBook {
  private readonly hosts: readonly string[];
  private readonly listening: MemoryListener[];
  private nextPort: number;

  constructor(hosts: readonly string[]) {
    this.hosts = hosts;
    this.listening = [];
    this.nextPort = FIRST_EPHEMERAL;
  }

  get size(): number {
    return this.listening.length;
  }

  add(listener: MemoryListener): void {
    this.listening.push(listener);
  }

  remove(listener: MemoryListener): void {
    const index = this.listening.indexOf(listener);
    if (index >= 0) this.listening.splice(index, 1);
  }

  /** Returns the address to listen on, or the platform's code for why not. */
  choose({ path, host, port }: ListenOptions): Address | string {
    if (path !== undefined)
      return this.listening.some(({ address }) => address.path === path) ? "EADDRINUSE" : { path };
    if (host !== undefined && !this.isKnown(host)) return "EADDRNOTAVAIL";
    const name = host ?? "::";
    if (port === 0) return { host: name, port: this.freePort() };
    const taken = this.listening.some(({ address }) => address.port === port && overlaps(address.host, name));
    return taken ? "EADDRINUSE" : { host: name, port: port as number };
  }

  /** Returns the listener that `options` point to, or the platform's code for why nothing does. */
  find(options: ConnectOptions): MemoryListener | string {
    const { path, host = "localhost", port } = options;
    if (!this.knows(options)) return "ENOTFOUND";
    const isThere = ({ address }: MemoryListener): boolean =>
      path === undefined ? address.port === port && overlaps(address.host, host) : address.path === path;
    return this.listening.find(isThere) ?? (path === undefined ? "ECONNREFUSED" : "ENOENT");
  }

  /** Whether there is a host of the name that `options` give. */
  knows({ path, host = "localhost" }: ConnectOptions): boolean {
    return path !== undefined || this.isKnown(host);
  }

  /** Returns an address for the end of a client. */
  ephemeral(): Address {
    return { host: "127.0.0.1", port: this.freePort() };
  }

  private isKnown(host: string): boolean {
    return LOCAL.includes(host) || this.hosts.includes(host);
  }

  private freePort(): number {
    const port = this.nextPort++;
    if (this.nextPort > 65_535) this.nextPort = FIRST_EPHEMERAL;
    return this.listening.some(({ address }) => address.port === port) ? this.freePort() : port;
  }
}

/** Whether two names mean one host; "::" and "0.0.0.0" mean all of them. */
function overlaps(one: string | undefined, other: string): boolean {
  if (one === undefined) return false;
  if (isEvery(one) || isEvery(other)) return true;
  return one === other || (LOCAL.includes(one) && LOCAL.includes(other));
}

function isEvery(host: string): boolean {
  return host === "::" || host === "0.0.0.0";
}
