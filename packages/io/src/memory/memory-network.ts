/**
 * A network in memory: the same programs, without sockets. Latency, pieces and everything else that chance decides come
 * from a seed, and time from an event loop, so that a test under a manual one is the same in every run. Nothing gets
 * lost or changed on the way; links can be cut, healed, reset, and left half-open. See
 * docs/decisions/0224-network-in-memory.md.
 */
import { createServer } from "node:tls";
import { currentScheduler, type EventLoop, type Scheduler, type Source } from "@mailslot/core";
import { badArgument, checkKind, isReadable } from "@mailslot/core/engine";
import { seededRandom } from "@mailslot/select";
import { ioError } from "../errors.js";
import type { Connection } from "../net/connection.js";
import type { Listener, Network } from "../net/network.js";
import { addressText, type ConnectOptions, type ListenOptions, readConnect, readListen } from "../net/options.js";
import { NETWORK } from "../ownership.js";
import { checkOnlyOptions, checkWhole, LONGEST_TIME, readOptions } from "../source/argument.js";
import { type Attempt, ColdOperation } from "../source/cold-operation.js";
import { AddressBook, HERE, nameOf, platformError } from "./address-book.js";
import { Dial, type Request, type Terrain } from "./dial.js";
import { HostView } from "./host-view.js";
import type { Link } from "./link.js";
import { LinkConditions } from "./link-conditions.js";
import { checkRate, LinkCore, type LinkTls } from "./link-core.js";
import { MemoryListener } from "./memory-listener.js";

/** What a network in memory is like. */
export interface MemoryNetworkOptions {
  /** Decides all that is left to chance; 1 by default. */
  readonly seed?: number;
  /** How long bytes are on their way in one direction, in ms, or from which to which; 0 by default. */
  readonly latency?: number | readonly [least: number, most: number];
  /** Cuts what is written into pieces at random, as networks do (the default); false delivers each write whole. */
  readonly pieces?: boolean;
  /** Bytes that may be on their way in one direction of a connection before its writer waits; 65,536 by default. */
  readonly capacity?: number;
  /** Bytes that pass in one direction of a connection in a second. Default: no limit. */
  readonly bandwidth?: number;
  /** Names of hosts there are, beside this one ("localhost"). A listener that names no host listens on all of them. Default: none. */
  readonly hosts?: readonly string[];
  /** Where time comes from; by default from the scheduler under which the network is made. */
  readonly loop?: EventLoop;
}

/** A network in memory, with the means to disturb it. */
export interface MemoryNetwork extends Network {
  /** The connections there are. */
  readonly links: readonly Link[];
  /** How many listeners there are. */
  readonly listeners: number;
  /** The network as a program on one of its `hosts` sees it: that host is its "localhost", where it listens and connects from. */
  at(host: string): Network;
  /** Cuts all links, and lets no new connection come about, until healed. */
  cut(): void;
  /** The same between two hosts alone; "localhost" is the one of programs that use the network itself. */
  partition(one: string, other: string): void;
  /** Has what is sent from now on take so many ms more each way, on every connection. */
  delay(ms: number): void;
  /** Lets so many bytes pass in a second, each way of every connection, of what is sent from now on. */
  slow(bytesPerSecond: number): void;
  /** Refuses new connections, as if nothing listened anywhere; with false, no longer. */
  refuse(on?: boolean): void;
  /** Takes back all of these, and heals all links. */
  heal(): void;
}

class Memory implements MemoryNetwork, Terrain {
  readonly home: symbol;
  private readonly open: Set<LinkCore>;
  /** The links in an array, as long as they are the same. */
  private listed: readonly LinkCore[] | null;
  readonly addresses: AddressBook;
  readonly conditions: LinkConditions;
  private readonly bandwidth: number;
  private readonly views: Map<string, Network>;
  /** The pairs of hosts between which nothing passes. */
  private readonly apart: Set<string>;
  private isCut: boolean;
  refuses: boolean;
  /** Those who began to connect during a cut. */
  private held: (() => void)[];

  constructor(options: MemoryNetworkOptions) {
    this.home = NETWORK;
    this.open = new Set();
    this.listed = [];
    this.addresses = new AddressBook(options.hosts ?? []);
    const { loop = currentScheduler().loop, latency = 0, pieces = true, capacity = 65_536, seed = 1 } = options;
    const { bandwidth = Number.POSITIVE_INFINITY } = options;
    this.conditions = new LinkConditions(loop, seededRandom(seed), latency, pieces, capacity, bandwidth);
    this.bandwidth = bandwidth;
    this.views = new Map();
    this.apart = new Set();
    this.isCut = false;
    this.refuses = false;
    this.held = [];
  }

  get links(): readonly LinkCore[] {
    this.listed ??= [...this.open];
    return this.listed;
  }

  get listeners(): number {
    return this.addresses.size;
  }

  listen(given: ListenOptions): Source<Listener> {
    const options = readListen(given);
    const scheduler = currentScheduler();
    const what = `listening on ${addressText(options, "*")}`;
    return new ColdOperation<Listener>(scheduler, {
      what,
      otherwise: options.tls === undefined ? undefined : "ERR_MAILSLOT_TLS",
      signal: options.signal,
      begin: (attempt) => this.bind(scheduler, what, options, attempt),
      discard: (listener) => void listener[Symbol.asyncDispose](),
    });
  }

  connect(options: ConnectOptions): Source<Connection> {
    return this.connectFrom(HERE, options);
  }

  /** Connects from a host. */
  connectFrom(from: string, given: ConnectOptions): Source<Connection> {
    const options = readConnect(given);
    const scheduler = currentScheduler();
    return new ColdOperation<Connection>(scheduler, {
      what: `connecting to ${addressText(options, "localhost")}`,
      otherwise: options.tls ? "ERR_MAILSLOT_TLS" : undefined,
      signal: options.signal,
      begin: (attempt) => {
        const dial = new Dial(this, { scheduler, hosts: [from, nameOf(options.host ?? HERE)], options }, attempt);
        return () => dial.giveUp();
      },
      discard: (connection) => connection.reset(),
    });
  }

  at(host: string): Network {
    this.checkHost(host);
    let view = this.views.get(nameOf(host));
    if (view === undefined) {
      view = new HostView(this, nameOf(host));
      this.views.set(nameOf(host), view);
    }
    return view;
  }

  cut(): void {
    this.isCut = true;
    for (const link of this.open) link.cut();
  }

  partition(one: string, other: string): void {
    this.checkHost(one);
    this.checkHost(other);
    const pair = pairOf(nameOf(one), nameOf(other));
    this.apart.add(pair);
    for (const link of this.open) if (pairOf(...link.hosts) === pair) link.cut();
  }

  delay(ms: number): void {
    checkWhole("the delay of a network", ms, 0, LONGEST_TIME);
    this.conditions.delay = ms;
  }

  slow(bytesPerSecond: number): void {
    checkRate(bytesPerSecond);
    this.conditions.rate = Math.min(this.bandwidth, bytesPerSecond);
  }

  refuse(on = true): void {
    this.refuses = on;
  }

  heal(): void {
    this.isCut = false;
    this.refuses = false;
    this.apart.clear();
    this.conditions.delay = 0;
    this.conditions.rate = this.bandwidth;
    for (const link of this.open) link.heal();
    for (const pass of this.held.splice(0)) pass();
  }

  private checkHost(host: string): void {
    if (!this.addresses.knows({ host })) throw badArgument("the host", host, "one of the network's hosts");
  }

  private bind(scheduler: Scheduler, what: string, options: ListenOptions, attempt: Attempt<Listener>): () => void {
    if (options.tls !== undefined) createServer(options.tls); // fails for a key or certificate that makes no sense
    let listener: MemoryListener | null = null;
    let wanted = true;
    this.conditions.soon(() => {
      if (!wanted) return;
      const address = this.addresses.choose(options);
      if (typeof address === "string") {
        attempt.failed(ioError(what, platformError(address, "listen")));
        return;
      }
      listener = new MemoryListener(scheduler, options, address, this.addresses);
      attempt.completed(listener);
    });
    return () => {
      wanted = false;
      listener?.closeNow();
    };
  }

  join({ scheduler, hosts, options }: Request, listener: MemoryListener, tls: LinkTls | null): LinkCore {
    const from = this.addresses.ephemeral(hosts[0]);
    const link = new LinkCore(this.conditions, { scheduler, options, from, hosts, listener, tls }, () => {
      this.open.delete(link);
      this.listed = null;
    });
    this.open.add(link);
    this.listed = null;
    if (this.separates(hosts)) link.cut();
    return link;
  }

  cross(hosts: readonly [from: string, to: string], callback: () => void): void {
    this.conditions.later(() => {
      if (this.separates(hosts)) this.held.push(callback);
      else callback();
    });
  }

  /** Whether nothing passes between two hosts. */
  private separates(hosts: readonly [from: string, to: string]): boolean {
    return this.isCut || this.apart.has(pairOf(...hosts));
  }
}

/** Names two hosts, in whichever order they come. */
function pairOf(one: string, other: string): string {
  return one < other ? `${one} ${other}` : `${other} ${one}`;
}

/**
 * Makes a network in memory.
 *
 * @example
 * ```ts
 * import { go } from "@mailslot/core";
 * import { memoryNetwork } from "@mailslot/io";
 *
 * const network = memoryNetwork({ seed: 7, pieces: false });
 * await go(function* () {
 *   const listener = yield* network.listen({ port: 80 });
 *   const client = yield* network.connect({ port: 80 });
 *   client.write("hello");
 *   const peer = yield* listener.accept();
 *   console.log(String(yield* peer.read())); // hello
 *   listener.close();
 * });
 * ```
 */
export function memoryNetwork(options: MemoryNetworkOptions = {}): MemoryNetwork {
  checkOnlyOptions(options, "{ latency: [5, 20] }");
  const read = readOptions(options, OPTIONS);
  checkNetwork(read);
  return new Memory(read);
}

const OPTIONS = ["seed", "latency", "pieces", "capacity", "bandwidth", "hosts", "loop"] as const;

function checkNetwork({ latency = 0, capacity, bandwidth, hosts, loop }: MemoryNetworkOptions): void {
  checkRate(bandwidth);
  checkWhole("the capacity of a network", capacity, 1);
  if (!isLatency(latency)) throw badArgument("the latency of a network", latency, LATENCY);
  if (hosts !== undefined && !isNames(hosts)) throw badArgument("the hosts of a network", hosts, "a list of names");
  if (loop !== undefined) checkKind("the loop of a network", loop, "startTimer", "an event loop");
}

const LATENCY = `milliseconds from 0 to ${LONGEST_TIME}, or the least and the most of them: [5, 20]`;

function isLatency(latency: unknown): boolean {
  const [least, most, ...more] = isReadable(latency) && Array.isArray(latency) ? latency : [latency, latency];
  const areTimes = [least, most].every((ms) => typeof ms === "number" && ms >= 0 && ms <= LONGEST_TIME);
  return areTimes && least <= most && more.length === 0;
}

function isNames(hosts: unknown): boolean {
  return isReadable(hosts) && Array.isArray(hosts) && hosts.every((host) => typeof host === "string");
}
