/**
 * A network in memory: the same programs, without sockets. Latency, pieces and everything else that chance decides come
 * from a seed, and time from an event loop, so that a test under a manual one is the same in every run. Nothing gets
 * lost or changed on the way; links can be cut, healed, reset, and left half-open. See
 * docs/decisions/0224-network-in-memory.md.
 */
import { currentScheduler, type EventLoop, type Scheduler, type Source } from "@mailslot/core";
import { seededRandom } from "@mailslot/select";
import { IoError, ioError } from "../errors.js";
import type { Connection } from "../net/connection.js";
import type { Listener, Network } from "../net/network.js";
import { addressText, type ConnectOptions, checkConnect, checkListen, type ListenOptions } from "../net/options.js";
import { NETWORK } from "../ownership.js";
import { checkOnlyOptions } from "../source/argument.js";
import { type Attempt, ColdOperation } from "../source/cold-operation.js";
import { AddressBook, platformError } from "./address-book.js";
import { LinkConditions } from "./link-conditions.js";
import { LinkCore } from "./link-core.js";
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
  /** Names of hosts there are, beside this one ("localhost"). A listener that names no host listens on all of them. Default: none. */
  readonly hosts?: readonly string[];
  /** Where time comes from; by default from the scheduler under which the network is made. */
  readonly loop?: EventLoop;
}

/** One connection, seen from outside, for tests to interfere with. */
export interface Link {
  /** The end that connected. */
  readonly client: Connection;
  /** The end that was accepted. */
  readonly server: Connection;
  /** Lets nothing pass any more, in one direction or both; neither end notices. What is sent waits. */
  cut(direction?: "to-client" | "to-server"): void;
  /** Lets everything pass again, what has waited first. */
  heal(): void;
  /** Drops the connection on the way: both ends see it reset. */
  reset(): void;
  /** Takes one end away without a word, as a power cut does: its own waits fail, and the other is left half-open. */
  lose(end: "client" | "server"): void;
}

/** A network in memory, with the means to disturb it. */
export interface MemoryNetwork extends Network {
  /** The connections there are. */
  readonly links: readonly Link[];
  /** How many listeners there are. */
  readonly listeners: number;
  /** Cuts all links, and lets no new connection come about, until healed. */
  cut(): void;
  /** Heals all links, and lets connections come about. */
  heal(): void;
}

class Memory implements MemoryNetwork {
  readonly home: symbol;
  private readonly open: Set<LinkCore>;
  /** The links in an array, as long as they are the same. */
  private listed: readonly LinkCore[] | null;
  private readonly addresses: AddressBook;
  private readonly conditions: LinkConditions;
  private isCut: boolean;
  /** Those who began to connect during a cut. */
  private held: (() => void)[];

  constructor(options: MemoryNetworkOptions) {
    this.home = NETWORK;
    this.open = new Set();
    this.listed = [];
    this.addresses = new AddressBook(options.hosts ?? []);
    const { loop = currentScheduler().loop, latency = 0, pieces = true, capacity = 65_536, seed = 1 } = options;
    this.conditions = new LinkConditions(loop, seededRandom(seed), latency, pieces, capacity);
    this.isCut = false;
    this.held = [];
  }

  get links(): readonly LinkCore[] {
    this.listed ??= [...this.open];
    return this.listed;
  }

  get listeners(): number {
    return this.addresses.size;
  }

  listen(options: ListenOptions): Source<Listener> {
    checkListen(options);
    const scheduler = currentScheduler();
    const what = `listening on ${addressText(options, "*")}`;
    return new ColdOperation<Listener>(scheduler, {
      what,
      signal: options.signal,
      begin: (attempt) => this.bind(scheduler, what, options, attempt),
      discard: (listener) => void listener[Symbol.asyncDispose](),
    });
  }

  connect(options: ConnectOptions): Source<Connection> {
    checkConnect(options);
    const scheduler = currentScheduler();
    return new ColdOperation<Connection>(scheduler, {
      what: `connecting to ${addressText(options, "localhost")}`,
      signal: options.signal,
      begin: (attempt) => this.dial(scheduler, options, attempt),
      discard: (connection) => connection.reset(),
    });
  }

  cut(): void {
    this.isCut = true;
    for (const link of this.open) link.cut();
  }

  heal(): void {
    this.isCut = false;
    for (const link of this.open) link.heal();
    for (const pass of this.held.splice(0)) pass();
  }

  private bind(scheduler: Scheduler, what: string, options: ListenOptions, attempt: Attempt<Listener>): () => void {
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

  private dial(scheduler: Scheduler, options: ConnectOptions, attempt: Attempt<Connection>): () => void {
    let link: LinkCore | null = null;
    let wanted = true;
    const knock = (): void => {
      const listener = this.addresses.find(options);
      const wrong = typeof listener === "string" ? platformError(listener, "connect") : null;
      if (listener instanceof MemoryListener && wanted) link = this.join(scheduler, listener, options);
      this.cross(() => {
        if (!wanted) return;
        if (wrong !== null) attempt.failed(ioError(`connecting to ${addressText(options, "localhost")}`, wrong));
        else if (link === null) attempt.failed(mixedTls(options));
        else attempt.completed(link.client);
      });
    };
    if (this.addresses.knows(options)) this.cross(knock);
    else this.conditions.soon(knock);
    return () => {
      wanted = false;
      link?.client.abandon();
    };
  }

  /** Makes the two ends, and hands one to the listener; null when only one side speaks TLS. */
  private join(scheduler: Scheduler, listener: MemoryListener, options: ConnectOptions): LinkCore | null {
    const isSecure = options.tls !== undefined && options.tls !== false;
    if (isSecure !== listener.isSecure) {
      listener.refuse(mixedTls(options));
      return null;
    }
    const from = this.addresses.ephemeral();
    const link = new LinkCore(this.conditions, { scheduler, options, from, listener, isSecure }, () => {
      this.open.delete(link);
      this.listed = null;
    });
    this.open.add(link);
    this.listed = null;
    if (this.isCut) link.cut();
    listener.arrive(link.server);
    return link;
  }

  /** Calls back after the latency of one direction; during a cut, when it is healed. */
  private cross(callback: () => void): void {
    this.conditions.later(() => {
      if (this.isCut) this.held.push(callback);
      else callback();
    });
  }
}

function mixedTls(options: ConnectOptions): IoError {
  const where = addressText(options, "localhost");
  return new IoError("ERR_MAILSLOT_TLS", `connecting to ${where} failed: one side speaks TLS and the other does not`);
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
  return new Memory(options);
}
